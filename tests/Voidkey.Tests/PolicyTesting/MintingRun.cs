using System.Text.Json.Nodes;
using Voidkey.PolicyTests;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.PolicyTesting;

/// <summary>Asks a whole broker with a signed token, and a test with the same claims.</summary>
internal sealed class MintingRun : IDisposable
{
    private const string Key = "AWS_DEPLOY";

    private readonly MintingWorld _world;
    private string _yaml = "";

    public MintingRun() => _world = new MintingWorld(yaml =>
    {
        _yaml = yaml.Replace($"  - subject: {The.Subject}\n    idp: ci\n", "  - match: [ { ref: refs/heads/*, id: [\"7\", true] }, { ref: { not: refs/heads/main }, id: 7 } ]\n    idp: ci\n", StringComparison.Ordinal);
        return _yaml;
    });

    /// <summary>How often both said yes.</summary>
    public int Allowed { get; private set; }

    public void AssertAgree(JsonObject claims)
    {
        var token = _world.Ci.Issue(claims: claims.Select(static claim => KeyValuePair.Create(claim.Key, claim.Value?.DeepClone())));
        var minting = _world.MintAsync(token, Key).GetAwaiter().GetResult();
        var isMinted = minting.TryGet(out _, out var refusal);

        // JSON is YAML; a claim that the token lacks the test must not have made up for it.
        var said = (JsonObject)claims.DeepClone();
        foreach (var (name, value) in claims.Where(static claim => claim.Key != "aud" && claim.Value is null)) said.Remove(name);
        var config = ConfigFolder.WrittenOnce($"{_yaml}\ntests: [ {{ name: a, idp: ci, claims: {said.ToJsonString()}, allow: [{Key}] }} ]\n");
        var failures = Assert.Single(PolicyTestRun.Run(config, null, The.Moment)).Failures;

        Assert.True(isMinted == (failures.Count == 0), $"{claims.ToJsonString()}: {refusal} {string.Join(' ', failures)}");
        if (isMinted) Allowed++;
    }

    public void Dispose() => _world.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
