using System.Text.Json;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>The shipped server, in a process of its own, and its clients. When it is disposed, nothing that it wrote may hold a secret.</summary>
internal sealed class BrokerServer : IAsyncDisposable
{
    private static int Started;

    private readonly string _audit;
    private readonly string _folder;

    private BrokerServer(string folder, string audit, int port, Child process) => (_folder, _audit, Port, Process) = (folder, audit, port, process);

    public int Port { get; }

    public Child Process { get; }

    public string AuditFile => _audit;

    /// <summary>Its configuration, where that is a plain file.</summary>
    public string ConfigFile => Path.Combine(_folder, "config.yaml");

    public string Url => $"http://127.0.0.1:{Port}";

    /// <param name="mounted">Where the configuration is published; null: it is a plain file.</param>
    public static async Task<BrokerServer> StartAsync(BrokerSetup setup, MountedFolder? mounted = null)
    {
        var folder = RunFolder.Make($"broker-{Interlocked.Increment(ref Started)}");
        var (config, audit, port) = (Path.Combine(folder, "config.yaml"), Path.Combine(folder, "audit.jsonl"), Ports.Free());
        if (mounted is null) await File.WriteAllTextAsync(config, setup.Yaml(audit));
        else mounted.Publish(setup.Yaml(audit));
        var process = Child.Start("voidkey-server", folder, ServeCommand(mounted?.Path ?? config, port, Canaries.Add(setup.ClientSecret), setup.MoreEnvironment));
        var broker = new BrokerServer(folder, audit, port, process);
        try
        {
            await Poll.UntilAsync("the broker answers", TimeSpan.FromSeconds(15), () => Http.IsOkAsync($"{broker.Url}/health"), process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return broker;
    }

    // The limits stay on, with numbers that a test that asks until something is so does not reach. All that can be logged is, to be searched for secrets.
    private static readonly Dictionary<string, string> Always = new() { ["VOIDKEY_LIMITS__PERIP__PERMITS"] = "1000000000", ["VOIDKEY_LIMITS__PERSUBJECT__PERMITS"] = "1000000000", ["VOIDKEY_LOGGING__LEVEL"] = "debug" };

    public static Command ServeCommand(string config, int port, string clientSecret, IReadOnlyDictionary<string, string>? moreEnvironment = null) => new(
        Repository.ServerBinary, ["--config", config, "--urls", $"http://127.0.0.1:{port}"], new Dictionary<string, string>([.. Always, .. moreEnvironment ?? new Dictionary<string, string>()]) { [BrokerSetup.SecretVariable] = clientSecret });

    /// <summary>What our own command line sends for one key.</summary>
    public async Task<Answer> MintAsync(string? token, string key, int? duration = null) =>
        await Http.PostAsync($"{Url}/v1/credentials/mint", JsonSerializer.Serialize(duration is null ? new { keys = new[] { key } } : (object)new { keys = new[] { key }, duration }), token);

    /// <summary>One key's credentials, ready for use.</summary>
    public async Task<AwsCli> CredentialsAsync(string token, string key, string endpoint)
    {
        var values = (await MintAsync(token, key)).Ok.GetProperty("credentials").GetProperty(key);
        return CredentialsOf(values, endpoint);
    }

    public static AwsCli CredentialsOf(JsonElement values, string endpoint) => new(
        endpoint,
        values.GetProperty("AWS_ACCESS_KEY_ID").GetString()!,
        Canaries.Add(values.GetProperty("AWS_SECRET_ACCESS_KEY").GetString()!),
        Canaries.Add(values.GetProperty("AWS_SESSION_TOKEN").GetString()!));

    /// <summary>Runs <c>voidkey</c> against this broker, without second tries.</summary>
    public Task<Finished> CliAsync(string? token, params string[] arguments) => new Command(Repository.CliBinary, arguments, CliEnvironment(token)).RunAsync();

    public Dictionary<string, string> CliEnvironment(string? token)
    {
        var environment = new Dictionary<string, string> { ["VOIDKEY_BROKER_URL"] = Url, ["VOIDKEY_RETRIES"] = "0" };
        if (token is not null) environment["VOIDKEY_OIDC_TOKEN"] = token;
        return environment;
    }

    /// <summary>The records about mints, oldest first.</summary>
    public IReadOnlyList<JsonElement> AuditRecords() =>
        File.Exists(_audit) ? [.. File.ReadLines(_audit).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).Where(static record => record.GetProperty("type").GetString() == "voidkey.audit.mint")] : [];

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(_folder)) Canaries.AssertNoneIn(await File.ReadAllTextAsync(file), Path.GetFileName(file));
    }
}
