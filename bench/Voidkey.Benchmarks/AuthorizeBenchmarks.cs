using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Providers;
using Voidkey.Testing;

namespace Voidkey.Benchmarks;

/// <summary>
/// Step 2 of a mint: what a caller may have. It costs the same however many identities there are, where a subject or the text of a claim tells which to look at; among identities that have
/// nothing but patterns each is looked at. A refusal is told with the trace that its record holds.
/// </summary>
[MemoryDiagnoser]
public class AuthorizeBenchmarks
{
    private static readonly string[] Asked = ["DEPLOY"];

    private GrantPolicy _policy = null!;
    private Principal _caller = null!;
    private Principal _branch = null!;
    private Principal _patterned = null!;
    private Principal _stranger = null!;

    /// <summary>How many there are of each kind: by subject, by claims, and, at an IdP of their own, by patterns alone.</summary>
    [Params(50, 5_000)]
    public int Identities { get; set; } = 50;

    [GlobalSetup]
    public void SetUp()
    {
        using var http = new OutboundHttp(new FakeNetwork());
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Configuration());
            var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(http, TimeProvider.System));
            _policy = new GrantPolicy((loaded.Snapshot ?? throw new InvalidOperationException(string.Join('\n', loaded.Problems))).Identities);
        }
        finally
        {
            File.Delete(file);
        }

        var now = DateTimeOffset.UnixEpoch;
        _caller = new Principal("ci", "https://ci.example.test", $"caller-{Identities - 1}", now, now.AddMinutes(5), JsonElement.Parse("{}"));
        _branch = new Principal("ci", "https://ci.example.test", "repo:example-org/app", now, now.AddMinutes(5), JsonElement.Parse($$"""{"repository_owner":"example-org","repository_id":"{{Identities - 1}}","ref":"refs/heads/release-7"}"""));
        _patterned = _branch with { Idp = "patterns", Claims = JsonElement.Parse($$"""{"ref":"refs/heads/{{Identities - 1}}-x"}""") };
        _stranger = _branch with { Claims = JsonElement.Parse($$"""{"repository_owner":"example-org","repository_id":"{{Identities - 1}}","ref":"refs/heads/x"}""") };
        if (!BySubject() || !ByClaims() || !ByPatterns() || Refused() == 0) throw new InvalidOperationException("the benchmark's callers are granted nothing");
    }

    [Benchmark]
    public bool BySubject() => IsGranted(_caller);

    [Benchmark]
    public bool ByClaims() => IsGranted(_branch);

    [Benchmark]
    public bool ByPatterns() => IsGranted(_patterned);

    [Benchmark]
    public int Refused() => Authorize(_stranger).TryGet(out _, out var refusal) ? 0 : _policy.Trace(_stranger, default, refusal).Count;

    private bool IsGranted(Principal caller) => Authorize(caller).TryGet(out _, out _);

    private Result<Grant[]> Authorize(Principal caller) => _policy.Authorize(caller, new Circumstances(DateTimeOffset.UnixEpoch, null), Asked, TimeSpan.FromMinutes(15));

    private string Configuration()
    {
        var yaml = new StringBuilder("""
            brokerIdp: { issuer: https://broker.example.test, tokenEndpoint: https://broker.example.test/token, clientId: voidkey, clientSecret: x, audience: sts }
            clientIdps: [ { name: ci, issuer: https://ci.example.test, audience: voidkey }, { name: patterns, issuer: https://patterns.example.test, audience: voidkey } ]
            accessProviders: [ { name: aws, type: aws-sts, region: eu-central-1 } ]
            default: ci
            clientIdentities:

            """);
        const string Keys = "keys: { DEPLOY: { provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Deploy\" }, READ: { provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Read\" } }";
        for (var i = 0; i < Identities; i++)
        {
            yaml.AppendLine($"  - {{ subject: caller-{i}, idp: ci, {Keys} }}");
            yaml.AppendLine($"  - {{ match: {{ repository_owner: example-org, repository_id: \"{i}\", ref: [refs/heads/main, \"refs/heads/release-*\"] }}, idp: ci, {Keys} }}");
            yaml.AppendLine($"  - {{ match: {{ ref: \"refs/heads/{i}-*\" }}, idp: patterns, {Keys} }}");
        }

        return yaml.ToString();
    }
}
