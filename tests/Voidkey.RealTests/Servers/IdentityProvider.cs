using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>npm's oidc-provider, a certified OpenID Provider, issuing access tokens to machines (RFC 6749 §4.4, RFC 8707, RFC 9068).</summary>
/// <remarks>It keeps its port and its key over a restart. The subject of a token is the client's id.</remarks>
/// <param name="certificate">With one, it is an https issuer.</param>
/// <param name="clientAuthority">The authority of its clients' certificates, a file; null: it asks for none.</param>
/// <param name="more">Clients beside the usual ones, as they are registered.</param>
internal sealed class IdentityProvider(
    string name, string algorithm = "RS256", ServerCertificate? certificate = null, string? clientAuthority = null, params JsonObject[] more) : IAsyncDisposable
{
    /// <summary>Tokens for this resource are for the broker.</summary>
    public const string ForBroker = "urn:voidkey";

    /// <summary>The same, living 3 seconds.</summary>
    public const string ForBrokerShort = "urn:voidkey:short";

    /// <summary>Tokens for this resource are for somebody else.</summary>
    public const string ForSomebodyElse = "urn:somebody-else";

    /// <summary>What tokens are exchanged for here (RFC 8693), living 5 minutes.</summary>
    public const string ForReports = "urn:reports";

    public const string BrokerAudience = "voidkey";
    public const string CloudAudience = "sts.amazonaws.com";

    private static readonly string App = Path.Combine(Repository.Root, "tests/Voidkey.RealTests/servers/oidc-provider");

    /// <summary>The public client that people log in through, where they do.</summary>
    public const string PeoplesClient = "voidkey-cli";

    /// <summary>How long the ID tokens of people live; null: nobody logs in.</summary>
    public TimeSpan? People { get; init; }

    /// <summary>What it has said about itself.</summary>
    public string Log => _server?.Log ?? "";

    private readonly string _folder = RunFolder.Make(name);
    private readonly int _port = Ports.Free();
    private readonly int _tlsPort = Ports.Free();
    private Child? _server;

    public string TokenEndpoint => $"{Issuer}/token";

    public string Issuer => certificate is null ? Origin : $"https://127.0.0.1:{_tlsPort}";

    // Where it answers without TLS, to us.
    private string Origin => $"http://127.0.0.1:{_port}";

    /// <summary>The SHA-1 of its certificate, by which clouds register it. Known once it has started.</summary>
    public string Thumbprint => File.ReadAllText(Path.Combine(_folder, "thumbprint"));

    /// <summary>Installs the packages, unless they are there already. Returns why that is impossible, or null.</summary>
    public static async Task<string?> InstallAsync() => Absent.Programs("openssl") ?? await Npm.InstallAsync(App);

    /// <summary>The secret of any client of any provider here.</summary>
    public static string SecretOf(string client) => Canaries.Add($"{client}-secret-canary-4fJ2");

    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "config.json"), Configuration().ToJsonString());
        _server = Child.Start("idp", _folder, new Command(Command.Find("node")!, [Path.Combine(App, "server.mjs"), _folder]));
        await Poll.UntilAsync($"{Issuer} answers", TimeSpan.FromSeconds(30), () => Http.IsOkAsync($"{Origin}/.well-known/openid-configuration"), _server);
    }

    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>A token, as a CI job of that name would get it.</summary>
    public async Task<string> TokenAsync(string client, string resource = ForBroker)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["resource"] = resource };
        var answer = await Http.PostFormAsync($"{Origin}/token", form, $"{client}:{SecretOf(client)}");
        var token = answer.Ok.GetProperty("access_token").GetString()!;
        Canaries.Add(token.Split('.')[2]);
        return token;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private JsonObject Configuration() => new()
    {
        ["port"] = _port,
        ["tls"] = certificate is null ? null : new JsonObject { ["port"] = _tlsPort, ["key"] = certificate.KeyFile, ["certificate"] = certificate.File, ["clientAuthority"] = clientAuthority },
        ["algorithm"] = algorithm,
        ["defaultResource"] = "urn:sts",
        ["people"] = People is { } life ? new JsonObject { ["client"] = PeoplesClient, ["idTokenTtl"] = (int)life.TotalSeconds } : null,
        ["resources"] = JsonSerializer.SerializeToNode(new object[]
        {
            new { indicator = "urn:sts", audience = CloudAudience, ttl = 600 },
            new { indicator = ForBroker, audience = BrokerAudience, ttl = 600 },
            new { indicator = ForBrokerShort, audience = BrokerAudience, ttl = 3 },
            new { indicator = ForReports, audience = "reports", ttl = 300 },
            new { indicator = ForSomebodyElse, audience = "somebody-else", ttl = 600 },
        }),
        ["clients"] = new JsonArray([.. JsonSerializer.SerializeToNode(new object[]
        {
            new { client_id = "ci-job", client_secret = SecretOf("ci-job"), token_endpoint_auth_method = "client_secret_basic" },
            new { client_id = "other-job", client_secret = SecretOf("other-job"), token_endpoint_auth_method = "client_secret_basic" },
            new { client_id = "broker-post", client_secret = SecretOf("broker-post"), token_endpoint_auth_method = "client_secret_post" },
            new { client_id = "broker-basic", client_secret = SecretOf("broker-basic"), token_endpoint_auth_method = "client_secret_basic" },
        })!.AsArray().Select(static client => client!.DeepClone()), .. more.Select(static client => client.DeepClone())]),
    };
}
