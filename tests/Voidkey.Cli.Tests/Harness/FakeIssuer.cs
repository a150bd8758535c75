using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A broker that people log in to, and the identity provider that they do it at. What either says can be changed.</summary>
internal sealed class FakeIssuer : HttpMessageHandler
{
    public const string Issuer = "https://people.example";
    public const string Broker = "http://localhost:3000";

    private readonly TimeProvider _time;

    public FakeIssuer(TimeProvider time)
    {
        _time = time;
        Idps = [Idp("people", Issuer)];
    }

    public JsonArray Idps { get; set; }

    public JsonObject Discovery { get; } = new()
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/auth?tenant=1",
        ["token_endpoint"] = $"{Issuer}/token",
        ["device_authorization_endpoint"] = $"{Issuer}/device",
        ["revocation_endpoint"] = $"{Issuer}/revoke",
        ["authorization_response_iss_parameter_supported"] = true,
    };

    /// <summary>The claims of the next ID token; a member that is null is left out.</summary>
    public JsonObject Claims { get; } = new() { ["iss"] = Issuer, ["sub"] = "alice", ["aud"] = "voidkey-cli" };

    /// <summary>How long ID tokens live.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromMinutes(10);

    public string? RefreshToken { get; set; } = "refresh.canary.1";

    /// <summary>Answers in place of the usual one, by path, in turn.</summary>
    public Dictionary<string, Queue<(int Status, string Body)>> Answers { get; } = [];

    /// <summary>Everything that was asked, in order: method, URL, form.</summary>
    public List<string> Heard { get; } = [];

    public Func<TimeSpan, HttpMessageHandler> Connect => _ => this;

    public static JsonObject Idp(string name, string issuer, string members = """{"clientId":"voidkey-cli","scopes":["openid","offline_access"],"flows":["authorization_code","device_code"],"subjectToken":"id_token"}""") =>
        new() { ["name"] = name, ["issuer"] = issuer, ["audience"] = new JsonArray("voidkey-cli"), ["login"] = JsonNode.Parse(members) };

    public string Jwt()
    {
        var claims = new JsonObject { ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds(), ["exp"] = (_time.GetUtcNow() + Life).ToUnixTimeSeconds() };
        foreach (var (name, value) in Claims)
        {
            if (value is null) claims.Remove(name);
            else claims[name] = value.DeepClone();
        }

        return Some.Jwt(claims.ToJsonString());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Heard) Heard.Add($"{request.Method} {url.AbsoluteUri} {body}{request.Headers.Authorization}".TrimEnd());
        var (status, text) = Answers.TryGetValue(url.AbsolutePath, out var queue) && queue.Count > 0 ? queue.Dequeue() : Usual(url.AbsolutePath);
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        if (status is >= 300 and < 400) answer.Headers.Location = new Uri("https://evil.example/");
        return answer;
    }

    private (int, string) Usual(string path) => path switch
    {
        "/.well-known/voidkey-configuration" => (200, new JsonObject
        {
            ["identityProviders"] = Idps.DeepClone(),
            ["limits"] = JsonNode.Parse("""{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9}"""),
        }.ToJsonString()),
        "/.well-known/openid-configuration" => (200, Discovery.ToJsonString()),
        "/token" => (200, new JsonObject { ["id_token"] = Jwt(), ["access_token"] = "access.canary", ["refresh_token"] = RefreshToken, ["token_type"] = "Bearer", ["expires_in"] = 600 }.ToJsonString()),
        "/device" => (200, """{"device_code":"device.canary","user_code":"WDJB-MJHT","verification_uri":"https://people.example/go","expires_in":600,"interval":5}"""),
        "/revoke" => (200, ""),
        "/v1/whoami" => (200, """{"subject":"alice","idp":"people","issuer":"https://people.example","audience":["voidkey-cli"],"expiresAt":"2026-11-23T13:09:10Z","identities":[]}"""),
        _ => (404, "{}"),
    };
}
