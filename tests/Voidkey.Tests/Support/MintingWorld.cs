using Microsoft.Extensions.Time.Testing;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Limits;
using Voidkey.Providers;
using Voidkey.Replay;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>A whole broker from its configuration on, with fakes of everything outside it.</summary>
public sealed class MintingWorld : IAsyncDisposable
{
    public const string DeployArn = "arn:aws:iam::123456789012:role/Deploy";
    public const string ReadArn = "arn:aws:iam::123456789012:role/Read";
    public const string StsOrigin = "https://sts.example.test";
    public const string MinioOrigin = "https://minio.example.test";

    private static readonly TimeSpan SinkBound = TimeSpan.FromSeconds(2);

    private readonly OutboundHttp _http;
    private readonly RunningBroker _running;
    private readonly LineSink _audit;
    private int _requests;

    public MintingWorld(Func<string, string>? change = null)
        : this(change, null)
    {
    }

    /// <param name="change">Edits the configuration before it is loaded.</param>
    /// <param name="replay">Where uses are counted; null: in memory.</param>
    internal MintingWorld(Func<string, string>? change, IReplayStore? replay)
    {
        Ci = new FakeIdp(The.Issuer, Time, "ES256");
        Other = new FakeIdp("https://other.example.test", Time, "ES256");
        Own = new FakeIdp("https://broker-idp.example.test", Time, "ES256");
        Own.AddClient("voidkey", ClientSecret);
        Aws = new FakeSts(Own, Time)
            .AddRole(new StsRole(DeployArn, Own.Issuer, "sts.example", "voidkey", 43200))
            .AddRole(new StsRole(ReadArn, Own.Issuer, "sts.example", "voidkey", 43200));
        Minio = new FakeSts(Own, Time, StsFlavour.Minio);
        Network = new FakeNetwork().Map(Ci).Map(Other).Map(Own).Map(StsOrigin, Aws.AnswerAsync).Map(MinioOrigin, Minio.AnswerAsync);

        _http = new OutboundHttp(Network);
        var snapshot = Load(change is null ? Configuration : change(Configuration), BuiltInProviders.Create(_http, Time));
        _audit = new LineSink("test", new StreamOutput(() => AuditLines), SinkBound, Time, Log, new AuditChain(UniqueId.Next(Time.GetUtcNow()), Time.GetUtcNow(), "test", Time));

        // The chain has begun, so that what a test breaks is the record of its own decisions.
        _audit.WriteAsync(ReadOnlyMemory<byte>.Empty).AsTask().GetAwaiter().GetResult();
        _running = RunningBroker.Create(
            snapshot, new AuditTrail([_audit], Metrics, Time), new UnverifiedCallers(Time), replay ?? new MemoryReplayStore(Time, Log), new CallerLimits(Time), _http, Metrics, Time, Log);
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    /// <summary>The callers' provider, <c>ci</c>.</summary>
    public FakeIdp Ci { get; }

    /// <summary>Another callers' provider, <c>other</c>.</summary>
    public FakeIdp Other { get; }

    /// <summary>The broker's own provider.</summary>
    public FakeIdp Own { get; }

    public FakeSts Aws { get; }

    public FakeSts Minio { get; }

    public FakeNetwork Network { get; }

    public CapturedLog Log { get; } = new();

    internal BrokerMetrics Metrics { get; } = new();

    public AuditStream AuditLines { get; } = new();

    public Broker Broker => _running.Broker;

    public BrokerSnapshot Snapshot => _running.Snapshot;

    public Secret ClientSecret { get; } = Canary.Make("client-secret");

    /// <summary>How many requests went to a cloud or to the broker's own provider.</summary>
    public int UpstreamCalls => Aws.Requests.Count + Minio.Requests.Count + Own.TokenRequests;

    private string Configuration => $$"""
        brokerIdp:
          issuer: {{Own.Issuer}}
          tokenEndpoint: {{Own.TokenUri}}
          clientId: voidkey
          clientSecret: {{ClientSecret.Reveal()}}
          audience: sts.example
        clientIdps:
          - { name: ci, issuer: {{Ci.Issuer}}, audience: voidkey, jwksUri: {{Ci.JwksUri}}, algorithms: [ES256] }
          - { name: other, issuer: {{Other.Issuer}}, audience: voidkey, jwksUri: {{Other.JwksUri}}, algorithms: [ES256] }
        accessProviders:
          - { name: aws, type: aws-sts, endpoint: {{StsOrigin}}/ }
          - { name: minio, type: minio-sts, endpoint: {{MinioOrigin}}/, audience: minio }
        clientIdentities:
          - subject: {{The.Subject}}
            idp: ci
            keys:
              AWS_DEPLOY: { provider: aws, roleArn: {{DeployArn}}, duration: 1800, maxDuration: 3600 }
              AWS_READ: { provider: aws, roleArn: {{ReadArn}}, duration: 900, policy: '{"Version":"2012-10-17","Statement":[]}' }
              STORE: { provider: minio, policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}' }
          - subject: {{The.Subject}}
            idp: other
            keys:
              OTHERS: { provider: aws, roleArn: {{ReadArn}} }
          - subject: nobody
            idp: ci
            keys: {}
        default: ci
        limits: { enabled: false }
        """;

    /// <summary>Mints as a caller does; no keys: all.</summary>
    public Task<Result<Minted>> MintAsync(Secret token, params string[] keys) => MintAsync(token, keys, null, null, The.Limit);

    public Task<Result<Minted>> MintAsync(Secret token, string[] keys, TimeSpan? lifetime, string? idpName = null, CancellationToken ct = default) => Broker.MintAsync(
        new MintCommand(token, keys.Length == 0 ? null : keys, lifetime, idpName, new RequestOrigin($"request-{Interlocked.Increment(ref _requests)}", "192.0.2.7")), ct);

    /// <summary>What the server does when it starts.</summary>
    public void WarmUp() => _running.WarmUp();

    public async Task<Minted> MintsAsync(params string[] keys)
    {
        var result = await MintAsync(Ci.Issue(), keys);
        if (!result.TryGet(out var minted, out var error)) Assert.Fail(error.ToString());
        return minted!;
    }

    public async Task<BrokerError> RefusesAsync(BrokerErrorCode code, Task<Result<Minted>> minting)
    {
        var result = await minting;
        if (result.TryGet(out _, out var error)) Assert.Fail($"minted, where {code} was expected");
        Assert.Equal(code, error!.Code);
        return error;
    }

    /// <summary>Nothing secret of this world is in what was logged, recorded or told beside the answer.</summary>
    public void LeakedNothing(params object?[] told)
    {
        foreach (var request in Network.Requests.Where(request => request.Form.ContainsKey("WebIdentityToken"))) Canary.Watch("broker-token", request.Form["WebIdentityToken"]);
        Assert.Empty(Canary.FoundIn($"{Log.Text}\n{AuditLines.Text}\n{string.Join('\n', told)}"));
        Assert.All(Network.Requests, request => Assert.Empty(Canary.FoundIn(request.Uri.OriginalString)));
    }

    public async ValueTask DisposeAsync()
    {
        AuditLines.LetGo();
        var closing = _audit.DisposeAsync().AsTask();
        while (!closing.IsCompleted)
        {
            Time.Advance(SinkBound);
            await Task.WhenAny(closing, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        _http.Dispose();
        Metrics.Dispose();
        Assert.Empty(AuditSchema.FaultsIn(AuditLines.Text));
    }

    private static BrokerSnapshot Load(string yaml, IReadOnlyList<Access.IAccessProvider> providers)
    {
        var file = Path.Combine(Path.GetTempPath(), $"voidkey-{Guid.NewGuid():N}.yaml");
        try
        {
            File.WriteAllText(file, yaml);
            var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), providers);
            return loaded.Snapshot ?? throw new InvalidOperationException(string.Join('\n', loaded.Problems));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
