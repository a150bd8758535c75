using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>A broker whose configuration lies in files and changes while it runs, with fakes of everything outside it.</summary>
public sealed class ReloadWorld : IAsyncDisposable
{
    private const string Role = "arn:aws:iam::123456789012:role/Deploy";
    private const string StsOrigin = "https://sts.example.test";

    private readonly OutboundHttp _http;
    private int _requests;

    /// <param name="path">The configuration in the folder: a file, or a folder.</param>
    /// <param name="arrange">Puts the configuration there; null: <c>config.yaml</c>.</param>
    /// <param name="more">A provider type beside those that ship.</param>
    public ReloadWorld(string path = "config.yaml", Action<ReloadWorld>? arrange = null, IAccessProvider? more = null)
    {
        Ci = new FakeIdp(The.Issuer, Time, "ES256");
        Own = new FakeIdp("https://broker-idp.example.test", Time, "ES256");
        Own.AddClient("voidkey", ClientSecret);
        Sts = new FakeSts(Own, Time).AddRole(new StsRole(Role, Own.Issuer, "sts.example", "voidkey", 43200));
        Network = new FakeNetwork().Map(Ci).Map(Own).Map(StsOrigin, Sts.AnswerAsync);
        _http = new OutboundHttp(Network);

        if (arrange is null) Write("config.yaml", Yaml("FIRST"));
        else arrange(this);
        IReadOnlyList<IAccessProvider> providers = [.. BuiltInProviders.Create(_http, Time), .. more is null ? [] : new[] { more }];
        var source = new ConfigSource(In(path), new ConfigEnvironment(new Dictionary<string, string>()), providers);
        var loaded = source.Load();
        if (loaded.Snapshot is null) Assert.Fail(string.Join('\n', loaded.Problems));
        Host = BrokerHost.Start(loaded.Snapshot!, _http, Time, Log);
        Reload = new ConfigReload(Host, source, loaded, Time, Log, next => Followed.Add((next, Log.Count(1402))));
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    public FakeIdp Ci { get; }

    public FakeIdp Own { get; }

    public FakeSts Sts { get; }

    public FakeNetwork Network { get; }

    public CapturedLog Log { get; } = new();

    public BrokerHost Host { get; }

    public ConfigReload Reload { get; }

    /// <summary>What was told to be in force after the start, in order, and how many reloads the log had told of by then.</summary>
    public List<(BrokerSnapshot Snapshot, int Logged)> Followed { get; } = [];

    public Secret ClientSecret { get; } = Canary.Make("client-secret");

    public string Folder { get; } = Directory.CreateTempSubdirectory("voidkey-reload-").FullName;

    public string In(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    /// <summary>A whole configuration in which the caller has one key.</summary>
    public string Yaml(string key, string audit = "audit.jsonl", string? clientSecret = null, string idp = "") => $$"""
        brokerIdp:
          tokenEndpoint: {{Own.TokenUri}}
          clientId: voidkey
          clientSecret: {{clientSecret ?? ClientSecret.Reveal()}}
          audience: sts.example
        clientIdps:
          - { name: ci, issuer: {{Ci.Issuer}}, audience: voidkey, jwksUri: {{Ci.JwksUri}}, algorithms: [ES256]{{idp}} }
        accessProviders:
          - { name: aws, type: aws-sts, endpoint: {{StsOrigin}}/ }
        clientIdentities:
          - { subject: {{The.Subject}}, idp: ci, keys: { {{key}}: { provider: aws, roleArn: {{Role}} } } }
        audit: { sinks: [ { type: file, path: {{In(audit)}} } ] }
        limits: { enabled: false }

        """;

    public Task<Result<Minted>> MintAsync(string key, Secret? token = null) => Host.Current.Broker.MintAsync(
        new MintCommand(token ?? Ci.Issue(), [key], null, null, new RequestOrigin($"request-{Interlocked.Increment(ref _requests)}", null)), The.Limit);

    /// <summary>One key is granted and another is not: this configuration is in force, and no other.</summary>
    public async Task GrantsAsync(string key, string notThis, string why = "")
    {
        if (!(await MintAsync(key)).TryGet(out _, out var error)) Assert.Fail($"{key} is refused {why}: {error}\n{Log.Text}");
        Assert.False((await MintAsync(notThis)).TryGet(out _, out error), $"{notThis} {why}");
        Assert.Equal(BrokerErrorCode.Forbidden, error.Code);
    }

    /// <summary>Time for files to come to rest and be loaded.</summary>
    public async Task LooksAsync(int looks = 2)
    {
        for (var i = 0; i < looks; i++) await Reload.LookAsync();
    }

    /// <summary>The lines of an audit file of one type, oldest first.</summary>
    public IReadOnlyList<JsonObject> Records(string type, string audit = "audit.jsonl") =>
        [.. File.ReadAllLines(In(audit)).Select(static line => (JsonObject)JsonNode.Parse(line)!).Where(record => (string?)record["type"] == $"voidkey.audit.{type}")];

    /// <summary>How many descriptors this process has of a file.</summary>
    public int OpenedTimes(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(descriptor => new FileInfo(descriptor).LinkTarget == In(name));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _http.Dispose();
        Assert.Empty(Canary.FoundIn($"{Log.Text}\n{string.Join('\n', Directory.EnumerateFiles(Folder, "*.jsonl").Select(File.ReadAllText))}"));
        Assert.All(Directory.EnumerateFiles(Folder, "*.jsonl"), static file => Assert.Empty(AuditSchema.FaultsIn(File.ReadAllText(file))));
        Directory.Delete(Folder, recursive: true);
    }
}
