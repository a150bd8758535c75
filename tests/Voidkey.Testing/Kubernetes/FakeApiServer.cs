using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Voidkey.Testing;

/// <summary>An API server of Kubernetes as far as tokens go: it trusts one identity provider, has service accounts, makes tokens for them and knows its own again.</summary>
/// <remarks>Kubernetes API reference: TokenRequest (authentication.k8s.io/v1), SelfSubjectReview, Status. What it is asked beside that is 404, and who it does not know is 401.</remarks>
/// <param name="trusted">Whose tokens it takes (--oidc-issuer-url).</param>
/// <param name="audience">What their <c>aud</c> must have (--oidc-client-id).</param>
public sealed partial class FakeApiServer(FakeIdp trusted, string audience, TimeProvider time)
{
    private readonly Dictionary<(string Namespace, string Name), string> _accounts = [];
    private readonly FakeIdp _own = new("https://kubernetes.default.svc.cluster.local", time, "ES256");

    /// <summary>Longer ones are shortened to this, as --service-account-max-token-expiration says.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(24);

    /// <summary>What is wrong with the time in the answer; null: nothing.</summary>
    public TimeSpan? ExpiresIn { get; set; }

    /// <summary>Adds a service account.</summary>
    /// <param name="mayRequest">The subject that may ask for its tokens: <c>create</c> on <c>serviceaccounts/token</c> with this <c>resourceNames</c>.</param>
    public FakeApiServer AddServiceAccount(string of, string name, string mayRequest)
    {
        _accounts[(of, name)] = mayRequest;
        return this;
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var http = await RecordedRequest.OfAsync(request, ct);
        if (CallerOf(http) is not { } caller) return Status(401, "Unauthorized");
        if (http.Method == "POST" && TokenPath().Match(http.Uri.AbsolutePath) is { Success: true } path) return Token(http, caller, path.Groups[1].Value, path.Groups[2].Value);
        if (http.Method == "POST" && http.Uri.AbsolutePath == "/apis/authentication.k8s.io/v1/selfsubjectreviews") return WhoAmI(caller);
        return Status(404, "NotFound");
    }

    private HttpResponseMessage Token(RecordedRequest http, string caller, string of, string name)
    {
        // RBAC is asked before it is looked whether there is such an account.
        if (!_accounts.TryGetValue((of, name), out var may) || may != caller) return Status(403, "Forbidden");
        if (!(http.Headers.GetValueOrDefault("Content-Type") ?? "").StartsWith("application/json", StringComparison.Ordinal)) return Status(415, "UnsupportedMediaType");
        if (Parse(http.Body) is not { } body || (string?)body["apiVersion"] != "authentication.k8s.io/v1" || (string?)body["kind"] != "TokenRequest") return Status(400, "BadRequest");
        if (body["spec"] is not JsonObject spec || (long?)spec["expirationSeconds"] is not { } seconds || spec["audiences"] is not JsonArray audiences) return Status(400, "BadRequest");
        if (seconds < 600) return Status(422, "Invalid");

        var lives = ExpiresIn ?? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
        var token = _own.Issue($"system:serviceaccount:{of}:{name}", audiences.Count > 0 ? audiences.DeepClone() : _own.Issuer, lives, time.GetUtcNow(), new JsonObject { ["jti"] = Guid.NewGuid().ToString() });
        body["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = of, ["creationTimestamp"] = Text(time.GetUtcNow()) };
        body["status"] = new JsonObject { ["token"] = token.Reveal(), ["expirationTimestamp"] = Text(time.GetUtcNow() + lives) };
        return Answers.Json(body, 201);
    }

    private static HttpResponseMessage WhoAmI(string caller) => Answers.Json(
        new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview", ["metadata"] = new JsonObject(), ["status"] = new JsonObject { ["userInfo"] = new JsonObject { ["username"] = caller } } }, 201);

    private string? CallerOf(RecordedRequest http)
    {
        if (http.Headers.GetValueOrDefault("Authorization") is not { } header || !header.StartsWith("Bearer ", StringComparison.Ordinal)) return null;

        var token = header["Bearer ".Length..];
        var known = trusted.Verify(token, audience, time.GetUtcNow()) || _own.Verify(token, _own.Issuer, time.GetUtcNow());
        return known ? PublishedKeySet.Text(PublishedKeySet.Peek(token)!, "sub") : null;
    }

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

    private static HttpResponseMessage Status(int code, string reason) => Answers.Json(
        new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = "upstream-text", ["reason"] = reason, ["code"] = code }, code);

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A/api/v1/namespaces/([a-z0-9.-]+)/serviceaccounts/([a-z0-9.-]+)/token\z")]
    private static partial Regex TokenPath();
}
