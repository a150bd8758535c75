using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Providers;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>One key of one provider, read from a configuration, and minted without the rest of the broker.</summary>
internal sealed class KeyWorld : IDisposable
{
    public const string Key = "THE_KEY";

    private readonly OutboundHttp _http;
    private readonly ConfigFolder _folder = new();
    private IBoundKey? _key;

    /// <param name="network">Null: one of its own.</param>
    /// <param name="now">Null: <see cref="The.Moment"/>.</param>
    public KeyWorld(FakeNetwork? network = null, DateTimeOffset? now = null)
    {
        (Network, Time) = (network ?? new FakeNetwork(), new FakeTimeProvider(now ?? The.Moment));
        _http = new OutboundHttp(Network);
        Own = new FakeIdp("https://broker-idp.example.test", Time, "ES256");
    }

    public FakeTimeProvider Time { get; }

    public FakeNetwork Network { get; }

    /// <summary>Vouches for the broker.</summary>
    public FakeIdp Own { get; }

    public ConfigFolder Folder => _folder;

    /// <summary>The broker's own token; null: none is at hand.</summary>
    public BrokerToken? Token { get; set; }

    public IBoundKey Bound => _key!;

    /// <summary>Reads a provider and a key, each as block YAML without indentation. They may be wrong.</summary>
    public LoadedConfig Load(string provider, string key)
    {
        var file = _folder.Write("config.yaml", Yaml(provider, key));
        var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, Time));
        _key = loaded.Snapshot?.Identities[0].Keys[0].Key;
        return loaded;
    }

    /// <summary>The same, and nothing may be wrong.</summary>
    public KeyWorld With(string provider, string key)
    {
        Assert.DoesNotContain(Load(provider, key).Problems, static problem => !problem.IsWarning);
        return this;
    }

    /// <summary>What is told of a provider and a key in which <c>§</c> stands where one problem is to be told.</summary>
    public ConfigProblem ProblemOf(string provider, string key)
    {
        var (text, line, column) = Configuration.Yaml.Marked(Yaml(provider, key));
        var loaded = ConfigLoader.Load(_folder.Write("config.yaml", text), new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, Time));
        Assert.True(loaded.Problems.Count == 1, $"{text}\n{string.Join('\n', loaded.Problems)}");
        Assert.Equal((line, column), (loaded.Problems[0].Position.Line, loaded.Problems[0].Position.Column));
        return loaded.Problems[0];
    }

    public async Task<Result<MintedCredential>> MintAsync(string claims = "{}", TimeSpan? lifetime = null, CancellationToken ct = default)
    {
        var caller = new Principal(The.Idp, The.Issuer, The.Subject, The.Moment, The.Moment.AddMinutes(5), JsonElement.Parse(claims));
        if (!CallerTexts.For(Bound, caller).TryGet(out var texts, out var error)) return error;

        var token = Token ?? new BrokerToken(Own.Issue(subject: "voidkey", audience: "cloud"), TimeSpan.FromMinutes(5));
        Canary.Watch("broker-token", token.Value.Reveal());
        return await Bound.MintAsync(new MintContext(Bound.NeedsBrokerToken ? token : null, caller, lifetime ?? TimeSpan.FromMinutes(15)) { Texts = texts }, ct);
    }

    public async Task<MintedCredential> MintsAsync(string claims = "{}", TimeSpan? lifetime = null)
    {
        if (!(await MintAsync(claims, lifetime)).TryGet(out var credential, out var error)) Assert.Fail($"{error}");
        Assert.Equal(Bound.Fields.Order(StringComparer.Ordinal), credential!.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Canary.FoundIn(credential.Reference));
        return credential;
    }

    /// <summary>No credential comes of it, and no upstream's word or secret is told.</summary>
    public async Task<BrokerError> FailsAsync(string why, BrokerErrorCode code, string claims = "{}", TimeSpan? lifetime = null)
    {
        var result = await MintAsync(claims, lifetime);
        if (result.TryGet(out _, out var error)) Assert.Fail($"minted: {why}");
        Assert.Equal((why, code), (why, error!.Code));
        Assert.DoesNotContain("upstream-text", $"{error}", StringComparison.Ordinal);
        Assert.Empty(Canary.FoundIn(error.ToString()));
        return error;
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private static string Yaml(string provider, string key) => $"""
        brokerIdp: {"{"} tokenEndpoint: https://broker-idp.example.test/token, clientId: voidkey, clientSecret: canary-client-secret, audience: cloud {"}"}
        clientIdps: [{"{"} name: ci, issuer: {The.Issuer}, audience: voidkey {"}"}]
        accessProviders:
          - name: cloud
        {Indented(provider, 4)}
        clientIdentities:
          - idp: ci
            subject: {The.Subject}
            keys:
              {Key}:
                provider: cloud
        {Indented(key, 8)}
        """;

    private static string Indented(string text, int by) => string.Join('\n', text.Split('\n').Select(line => $"{new string(' ', by)}{line}"));
}
