using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Testing.Conformance;

/// <summary>A whole broker from its configuration on, with one key of the provider under test.</summary>
internal sealed class ConformanceWorld : IAsyncDisposable
{
    public const string Key = "UNDER_TEST";

    private static readonly string[] Idps = ["https://ci.conformance.test", "https://broker.conformance.test"];

    private readonly OutboundHttp _http;
    private readonly BrokerHost _host;
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-conformance-").FullName;
    private readonly FakeIdp _ci;
    private readonly Secret _clientSecret = Canary.Make("client-secret");

    public ConformanceWorld(ProviderUnderTest subject, TimeProvider time)
    {
        (_ci, Own) = (new FakeIdp(Idps[0], time, "ES256"), new FakeIdp(Idps[1], time, "ES256"));
        Own.AddClient("voidkey", _clientSecret);
        Network.Map(_ci).Map(Own);
        foreach (var origin in subject.Hops.GroupBy(static hop => new Uri(hop.Url).GetLeftPart(UriPartial.Authority)))
        {
            Network.Map(origin.Key, (request, ct) => origin.FirstOrDefault(hop => new Uri(hop.Url).AbsolutePath == request.RequestUri!.AbsolutePath) is { } hop
                ? hop.Answer(request, new CloudMoment(time.GetUtcNow(), Own))
                : Task.FromResult(Answers.Text("upstream-text", status: 404)));
        }

        _http = new OutboundHttp(Network);
        var provider = subject.Provider(_http, time);
        _host = BrokerHost.Start(Load(provider.Type, subject, provider), _http, time, NullLoggerFactory.Instance);
    }

    public FakeNetwork Network { get; } = new();

    public FakeIdp Own { get; }

    public string AuditFile => Path.Combine(_folder, "audit.log");

    public async Task<Result<Minted>> MintAsync(TimeSpan? lifetime = null, CancellationToken ct = default) => await _host.Current.Broker.MintAsync(
        new MintCommand(_ci.Issue(subject: "caller", audience: "voidkey"), [Key], lifetime, null, new RequestOrigin("conformance", null)), ct);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private BrokerSnapshot Load(string type, ProviderUnderTest subject, IAccessProvider provider)
    {
        var file = Path.Combine(_folder, "voidkey.yaml");
        File.WriteAllText(file, $$"""
            brokerIdp: { issuer: {{Own.Issuer}}, tokenEndpoint: {{Own.TokenUri}}, clientId: voidkey, clientSecret: {{_clientSecret.Reveal()}}, audience: cloud }
            clientIdps:
              - { name: ci, issuer: {{_ci.Issuer}}, audience: voidkey, jwksUri: {{_ci.JwksUri}}, algorithms: [ES256] }
            accessProviders:
              - { name: cloud, type: {{type}}{{Also(subject.Settings)}} }
            clientIdentities:
              - subject: caller
                idp: ci
                keys:
                  {{Key}}: { provider: cloud{{Also(subject.Key)}} }
            audit:
              sinks: [{ type: file, path: '{{AuditFile}}' }]
            default: ci
            """);
        var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), [provider]);
        return loaded.Snapshot ?? throw new ConformanceException($"the configuration does not load:\n{string.Join('\n', loaded.Problems)}");
    }

    private static string Also(string members) => members.Length == 0 ? "" : $", {members}";
}
