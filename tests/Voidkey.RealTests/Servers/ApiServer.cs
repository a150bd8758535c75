using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>An API server over https that knows one service account, for kubectl: servers/kubernetes/server.mjs.</summary>
internal sealed class ApiServer(ServerCertificate certificate, string issuer) : IAsyncDisposable
{
    public const string Namespace = "apps";
    public const string Account = "deployer";

    private readonly string _folder = RunFolder.Make($"kubernetes-{Guid.NewGuid():N}"[..19]);
    private readonly int _port = Ports.Free();
    private Child? _server;

    public string Url => $"https://127.0.0.1:{_port}";

    public string AuthorityFile => certificate.AuthorityFile;

    public static string? WhyNot() => Absent.Programs("kubectl", "node");

    /// <param name="user">The subject that may have tokens of the account.</param>
    public async Task StartAsync(string user)
    {
        var config = new JsonObject
        {
            ["port"] = _port,
            ["key"] = certificate.KeyFile,
            ["certificate"] = certificate.File,
            ["issuer"] = issuer,
            ["audience"] = IdentityProvider.CloudAudience,
            ["user"] = user,
            ["namespace"] = Namespace,
            ["account"] = Account,
        };
        await File.WriteAllTextAsync(Path.Combine(_folder, "config.json"), config.ToJsonString());
        _server = Child.Start("kubernetes", _folder, new Command(Command.Find("node")!, [Path.Combine(Repository.Root, "tests/Voidkey.RealTests/servers/kubernetes/server.mjs"), _folder]));
        await Poll.UntilAsync("the API server listens", TimeSpan.FromSeconds(15), () => Poll.ListensAsync(_port), _server);
    }

    /// <summary>Runs kubectl with a kubeconfig.</summary>
    public async Task<Finished> KubectlAsync(string kubeconfig, params string[] arguments)
    {
        var file = Path.Combine(_folder, "kubeconfig");
        await File.WriteAllTextAsync(file, kubeconfig);
        return await new Command(Command.Find("kubectl")!, ["--kubeconfig", file, "--cache-dir", Path.Combine(_folder, "cache"), "--request-timeout=10s", .. arguments]).RunAsync();
    }

    /// <summary>A kubeconfig whose user is whoever voidkey says.</summary>
    public string KubeconfigWithPlugIn(string version, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var exec = new { apiVersion = version, command = Repository.CliBinary, args = arguments, env = environment.Select(v => new { name = v.Key, value = v.Value }), interactiveMode = "Never", provideClusterInfo = true };
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new[] { new { name = "cluster", cluster = new Dictionary<string, string> { ["server"] = Url, ["certificate-authority"] = AuthorityFile } } },
            ["users"] = new[] { new { name = "voidkey", user = new { exec } } },
            ["contexts"] = new[] { new { name = "apps", context = new { cluster = "cluster", user = "voidkey", @namespace = Namespace } } },
            ["current-context"] = "apps",
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
