using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Voidkey.Reliability.Measuring;
using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>What a scenario needs around the broker.</summary>
/// <param name="Providers">How many identity providers vouch for callers.</param>
/// <param name="FreshFor">How long their keys are used without asking again; null: the default.</param>
/// <param name="Clouds">The clouds, each with a key of its own; null: AWS alone.</param>
/// <param name="Identities">Who may have what; null: one caller of each provider, a key of each cloud.</param>
/// <param name="IsSecure">Whether the upstreams speak TLS, with certificates of an authority of this world.</param>
internal sealed record WorldPlan(
    int Providers = 1, string? FreshFor = null, IReadOnlyList<Func<FakeIdp, Grounds, Cloud>>? Clouds = null, IReadOnlyList<PlannedIdentity>? Identities = null,
    bool IsSecure = false);

/// <param name="Idp">The name of the provider that vouches for him.</param>
/// <param name="Keys">His keys, as the configuration has them.</param>
internal sealed record PlannedIdentity(string Idp, string Subject, string Keys);

/// <summary>The callers' identity providers, the broker's own, a cloud, a lure, and the shipped server among them. Nothing is open or started until it is told to be.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Subject = "ci-job";
    public const string Audience = "voidkey";
    public const string Key = "DEPLOY";

    private const string Unreached = "1000000000";
    private const string SecretVariable = "BROKER_SECRET";

    // Each server records in a file of its own, and all have one configuration.
    private const string AuditVariable = "AUDIT_FILE";
    private const int LinesOfPiece = 20_000;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-reliability-").FullName;
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) };
    private readonly Secret _clientSecret = Canary.Make("client-secret");
    private readonly string _binary;
    private readonly int _port = Ports.Free();
    private readonly TimeProvider _time;
    private readonly Grounds _grounds;
    private ServerProcess? _server;
    private int _replicas;

    private World(WorldPlan plan, string binary, TimeProvider time)
    {
        (_binary, _time, Http) = (binary, time, new HttpMessageInvoker(_handler));
        _grounds = new Grounds(time, plan.IsSecure ? TestAuthority.Root() : null);
        Callers = [.. Enumerable.Range(0, plan.Providers).Select(n => new Provider($"ci{n}", _grounds))];
        Brokers = new Provider("brokers", _grounds);
        Brokers.Idp.AddClient(Clouds.BrokerSubject, _clientSecret);
        AllClouds = [.. (plan.Clouds ?? [Clouds.Aws]).Select(cloud => cloud(Brokers.Idp, _grounds))];
        Load = new OpenLoop(Http, time);
    }

    public IReadOnlyList<Provider> Callers { get; }

    public Provider Brokers { get; }

    public IReadOnlyList<Cloud> AllClouds { get; }

    /// <summary>Where the first cloud answers.</summary>
    public Site Cloud => AllClouds[0].Sites[0];

    public Lure Lure { get; } = new();

    public HttpMessageInvoker Http { get; }

    public OpenLoop Load { get; }

    public ServerProcess Server => _server ?? throw new StageException("no server was started");

    public string Url => $"http://127.0.0.1:{_port}";

    public int Port => _port;

    /// <summary>Where the files of this world are.</summary>
    public string Folder => _folder;

    /// <summary>Where the certificate of the upstreams' authority is; null: they have none.</summary>
    public string? AuthorityFile => _grounds.Authority is null ? null : Path.Combine(_folder, "ca.pem");

    private Dictionary<string, string> Environment(string auditFile) => new()
    {
        [SecretVariable] = _clientSecret.Reveal(),
        [AuditVariable] = auditFile,

        // The limits stay on, with numbers that load from one address and one subject does not reach.
        ["VOIDKEY_LIMITS__PERIP__PERMITS"] = Unreached,
        ["VOIDKEY_LIMITS__PERSUBJECT__PERMITS"] = Unreached,
        ["VOIDKEY_LIMITS__PERPROVIDERCONCURRENCY"] = "100000",
    };

    private string ConfigFile => Path.Combine(_folder, "config.yaml");

    private string AuditFile => Path.Combine(_folder, "audit.jsonl");

    public static async Task<World> CreateAsync(WorldPlan plan, string binary, TimeProvider time, CancellationToken ct)
    {
        var world = new World(plan, binary, time);
        if (world.AuthorityFile is { } file) await File.WriteAllTextAsync(file, world._grounds.Authority!.Pem, ct);
        await File.WriteAllTextAsync(world.ConfigFile, ConfigText.Of(world, plan, SecretVariable, AuditVariable), ct);
        return world;
    }

    /// <summary>Another world beside this one, with a server of its own.</summary>
    public Task<World> BesideAsync(WorldPlan plan, CancellationToken ct) => CreateAsync(plan, _binary, _time, ct);

    /// <summary>Opens everything and starts the server.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await OpenAsync(ct);
        await StartAsync(ct);
    }

    public async Task OpenAsync(CancellationToken ct)
    {
        foreach (var site in Sites()) await site.OpenAsync(ct);
    }

    /// <summary>Starts the server, anew where one runs, and waits until it says that it lives.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(CancellationToken ct)
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = ServerProcess.Start(_binary, ConfigFile, _port, _folder, Environment(AuditFile));
        var alive = await UntilAsync(async () => Server.IsRunning ? await Load.StatusAsync(Get("/health")) == 200 : throw new StageException($"the server ended\n{Server.Log}"), StartLimit, ct);
        return alive ?? throw new StageException($"the server did not answer\n{Server.Log}");
    }

    /// <summary>Ends the server as the kernel does when it wants memory: nothing is told to it.</summary>
    public async Task KillAsync()
    {
        await Server.DisposeAsync();
        _server = null;
    }

    /// <summary>Starts one more server with the same configuration.</summary>
    public async Task<Replica> StartReplicaAsync(CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"replica-{++_replicas}")).FullName;
        var replica = new Replica(this, replica => ServerProcess.Start(_binary, ConfigFile, replica.Port, folder, Environment(Path.Combine(folder, "audit.jsonl"))), Ports.Free());
        await replica.StartAsync(ct);
        return replica;
    }

    /// <summary>Adds to the configuration, which all servers share. None is told.</summary>
    public Task ChangeConfigurationAsync(string more, CancellationToken ct) => File.AppendAllTextAsync(ConfigFile, more, ct);

    /// <returns>How long it took until something held; null: it did not within the limit.</returns>
    public async Task<TimeSpan?> UntilAsync(Func<Task<bool>> holds, TimeSpan limit, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        while (!await holds())
        {
            if (_time.GetElapsedTime(started) > limit) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, ct);
        }

        return _time.GetElapsedTime(started);
    }

    public HttpRequestMessage Get(string path) => new(HttpMethod.Get, Url + path);

    /// <summary>What the key of the n-th cloud is called.</summary>
    public static string KeyOf(int cloud) => cloud == 0 ? Key : string.Create(CultureInfo.InvariantCulture, $"{Key}_{cloud + 1}");

    /// <summary>Asks for a key, as the command line does.</summary>
    public HttpRequestMessage Mint(string token, string key = Key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/v1/credentials/mint") { Content = new ByteArrayContent(Encoding.ASCII.GetBytes($"{{\"keys\":[\"{key}\"]}}")) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }

    /// <summary>Asks for the key with the n-th good token.</summary>
    public HttpRequestMessage Mint(int n) => Mint(Callers[n % Callers.Count].Token(n / Callers.Count));

    /// <summary>The same, asked at another port of this machine.</summary>
    public HttpRequestMessage Mint(int n, int port)
    {
        var request = Mint(n);
        request.RequestUri = new UriBuilder(request.RequestUri!) { Port = port }.Uri;
        return request;
    }

    /// <summary>What became of asking for the key: the status, and the reason of a refusal.</summary>
    public async Task<(int Status, string? Reason)> AskAsync(CancellationToken ct)
    {
        using var request = Mint(0);
        using var answer = await Http.SendAsync(request, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        var details = body.RootElement.TryGetProperty("details", out var told) && told.ValueKind == JsonValueKind.Object ? told : default;
        return ((int)answer.StatusCode, details.ValueKind == JsonValueKind.Object && details.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }

    /// <returns>Whose caller the n-th mint was for, as the answer says; null: it was none.</returns>
    public async Task<string?> MintedForAsync(int n, CancellationToken ct)
    {
        using var request = Mint(n);
        using var answer = await Http.SendAsync(request, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        return body.RootElement.TryGetProperty("idp", out var idp) ? idp.GetString() : null;
    }

    /// <summary>How many requests anybody got that the server may ask.</summary>
    public int Visits => Sites().Sum(static site => site.Visits);

    /// <returns>What <c>/health</c> says of one check.</returns>
    public async Task<string?> HealthAsync(string check, CancellationToken ct)
    {
        using var request = Get("/health");
        using var answer = await Http.SendAsync(request, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        return body.RootElement.GetProperty("checks").GetProperty(check).GetString();
    }

    /// <summary>Until keys and tokens are at hand and everything has been compiled and connected.</summary>
    public async Task WarmUpAsync(int perSecond, CancellationToken ct)
    {
        var warm = await Load.RunAsync(perSecond, TimeSpan.FromSeconds(2), Mint, ct);
        if (warm.Not(200) == warm.Count) throw new StageException($"nothing is minted: {warm.Statuses}\n{Server.Log}");
    }

    public string AuditText() => File.Exists(AuditFile) ? File.ReadAllText(AuditFile) : "";

    /// <summary>All that the server has written, log and records, in pieces of many lines.</summary>
    public IEnumerable<string> Written => new[] { Server.LogFile, AuditFile }.Where(File.Exists).SelectMany(static file => File.ReadLines(file).Chunk(LinesOfPiece)).Select(static lines => string.Join('\n', lines));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        foreach (var site in Sites()) await site.DisposeAsync();
        await Lure.DisposeAsync();
        _grounds.Dispose();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<Site> Sites() => [.. Callers.Select(static one => one.Site), Brokers.Site, .. AllClouds.SelectMany(static cloud => cloud.Sites)];
}
