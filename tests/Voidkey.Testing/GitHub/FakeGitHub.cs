using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Voidkey.Testing;

/// <summary>GitHub's REST API as far as installation tokens go: "Create an installation access token for an app", "Generating a JSON Web Token (JWT) for a GitHub App".</summary>
/// <param name="appId">The app's id or client id: the <c>iss</c> of its tokens.</param>
/// <param name="key">The app's key, RS256.</param>
public sealed partial class FakeGitHub(string appId, SigningKey key, TimeProvider time)
{
    private static readonly TimeSpan ClockWindow = TimeSpan.FromSeconds(60);
    private readonly Dictionary<long, (string[] Repositories, Dictionary<string, string> Permissions)> _installations = [];

    /// <summary>How long tokens live: an hour, always.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The path in front of the API's own, as GitHub Enterprise Server has <c>/api/v3</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Installs the app.</summary>
    /// <param name="permissions">Permission → <c>read</c>, <c>write</c> or <c>admin</c>.</param>
    public FakeGitHub Install(long id, IEnumerable<string> repositories, params (string Name, string Access)[] permissions)
    {
        _installations[id] = ([.. repositories], permissions.ToDictionary(static one => one.Name, static one => one.Access, StringComparer.Ordinal));
        return this;
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var http = await RecordedRequest.OfAsync(request, ct);
        if (!http.Headers.ContainsKey("User-Agent")) return Refuse(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
        if (http.Method != "POST" || !http.Uri.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal) || TokenPath().Match(http.Uri.AbsolutePath[Prefix.Length..]) is not { Success: true } path) return Refuse(404, "Not Found");
        if (!IsApp(http.Headers.GetValueOrDefault("Authorization"))) return Refuse(401, "A JSON web token could not be decoded");
        if (!_installations.TryGetValue(long.Parse(path.Groups[1].Value, CultureInfo.InvariantCulture), out var installation)) return Refuse(404, "Not Found");
        if (Parse(http.Body) is not { } body) return Refuse(400, "Problems parsing JSON");

        var repositories = (body["repositories"] as JsonArray)?.Select(static one => (string)one!).ToArray();
        var permissions = (body["permissions"] as JsonObject)?.ToDictionary(static one => one.Key, static one => (string)one.Value!, StringComparer.Ordinal);
        if (repositories?.Except(installation.Repositories).Any() == true) return Refuse(422, "There is at least one repository that does not exist or is not accessible to the parent installation.");
        if (permissions?.Any(asked => !Covers(installation.Permissions.GetValueOrDefault(asked.Key), asked.Value)) == true) return Refuse(422, "The permissions requested are not granted to this installation.");
        return Token(repositories, permissions ?? installation.Permissions);
    }

    private HttpResponseMessage Token(string[]? repositories, IReadOnlyDictionary<string, string> permissions)
    {
        var answer = new JsonObject
        {
            ["token"] = $"ghs_{RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 36)}",
            ["expires_at"] = (time.GetUtcNow() + Lifetime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["permissions"] = new JsonObject(permissions.Append(new("metadata", "read")).Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)JsonValue.Create(one.Value)))),
            ["repository_selection"] = repositories is null ? "all" : "selected",
        };
        if (repositories is not null) answer["repositories"] = new JsonArray([.. repositories.Select(static name => new JsonObject { ["name"] = name, ["private"] = true })]);
        return Answers.Json(answer, 201);
    }

    // RS256, issued by the app, not in the future, and for ten minutes at most.
    private bool IsApp(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true || authorization["Bearer ".Length..] is var token && !IsSigned(token)) return false;
        if (PublishedKeySet.Peek(token) is not { } claims) return false;

        var now = time.GetUtcNow();
        return PublishedKeySet.Text(claims, "iss") == appId && (long?)claims["iat"] is { } issued && DateTimeOffset.FromUnixTimeSeconds(issued) <= now
            && PublishedKeySet.Expiry(claims) is { } expiry && expiry > now && expiry <= now + TimeSpan.FromMinutes(10) + ClockWindow;
    }

    // No 'kid': GitHub finds the key by the app.
    private bool IsSigned(string token)
    {
        var (segments, jwk) = (token.Split('.'), key.PublicJwk());
        if (segments.Length != 3 || !Base64Url.IsValid(segments[2])) return false;

        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)jwk["n"]!), Exponent = Base64Url.DecodeFromChars((string)jwk["e"]!) });
        return rsa.VerifyData(Encoding.ASCII.GetBytes($"{segments[0]}.{segments[1]}"), Base64Url.DecodeFromChars(segments[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static bool Covers(string? granted, string asked) => (granted, asked) is ("admin", "read" or "write" or "admin") or ("write", "read" or "write") or ("read", "read");

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HttpResponseMessage Refuse(int status, string message) =>
        Answers.Json(new JsonObject { ["message"] = $"{message} upstream-text", ["documentation_url"] = "https://docs.github.com/rest", ["status"] = status.ToString(CultureInfo.InvariantCulture) }, status);

    [GeneratedRegex(@"\A/app/installations/([0-9]{1,18})/access_tokens\z")]
    private static partial Regex TokenPath();
}
