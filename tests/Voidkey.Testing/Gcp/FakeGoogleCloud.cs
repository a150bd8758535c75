using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>Google's Security Token Service and its IAM Service Account Credentials API: a workload identity pool that trusts one provider, and service accounts.</summary>
/// <remarks>
/// They stand at two hosts, so that there are two ways in. Tokens are recognised again: what the one service issued is what the other one takes. Parameters are read from the body only, each
/// once, and one that the service does not know is refused.
/// </remarks>
public sealed class FakeGoogleCloud
{
    /// <summary>Everything that the principal may do.</summary>
    public const string CloudPlatform = "https://www.googleapis.com/auth/cloud-platform";

    private const string Iam = "https://www.googleapis.com/auth/iam";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string AccountPrefix = "projects/-/serviceAccounts/";

    private static readonly string[] Parameters = ["grant_type", "requested_token_type", "audience", "scope", "subject_token", "subject_token_type", "options"];
    private static readonly string[] Algorithms = ["RS256", "ES256"];

    private readonly FakeIdp _idp;
    private readonly TimeProvider _time;
    private readonly string _provider;
    private readonly ConcurrentDictionary<string, GoogleServiceAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IssuedGoogleToken> _issued = new(StringComparer.Ordinal);
    private readonly Recorded<RecordedRequest> _requests = new();

    /// <param name="idp">The identity provider that the pool trusts.</param>
    /// <param name="time">What expiry is judged by.</param>
    /// <param name="workloadIdentityProvider"><c>projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER</c>.</param>
    public FakeGoogleCloud(FakeIdp idp, TimeProvider time, string workloadIdentityProvider)
    {
        (_idp, _time, _provider) = (idp, time, workloadIdentityProvider);
        Accounts = new FakeIdp("https://accounts.google.com", time);
    }

    /// <summary>Who signs ID tokens.</summary>
    public FakeIdp Accounts { get; }

    public string UniverseDomain { get; init; } = "googleapis.com";

    /// <summary>What the broker's token must have in its <c>aud</c>; null: the provider's full resource name, with or without <c>https:</c>, which is Google's default.</summary>
    public string? AllowedAudience { get; init; }

    /// <summary>How long the pool's tokens live.</summary>
    public TimeSpan FederatedLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether the exchange of an access token says <c>expires_in</c>. By the documentation it does not where the token is a service account's.</summary>
    public bool SaysNarrowedLifetime { get; set; }

    /// <summary>What arrived at both, in order, refused or not; the last 10,000.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests.All;

    /// <summary>Adds a service account, or replaces the one of the same address.</summary>
    public FakeGoogleCloud AddServiceAccount(GoogleServiceAccount account)
    {
        _accounts[account.Email] = account;
        return this;
    }

    /// <summary>The principal that the pool makes of a subject.</summary>
    public string PrincipalOf(string subject) => $"principal://iam.{UniverseDomain}/{_provider[.._provider.IndexOf("/providers/", StringComparison.Ordinal)]}/subject/{subject}";

    /// <summary>An access token that was issued here, as long as it is valid.</summary>
    public IssuedGoogleToken? Find(string token) => _issued.TryGetValue(token, out var issued) && issued.ExpiresAt > _time.GetUtcNow() ? issued : null;

    /// <summary>Answers as <c>sts.googleapis.com</c>.</summary>
    public async Task<HttpResponseMessage> AnswerStsAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var recorded = await RecordedRequest.OfAsync(request, ct);
        _requests.Add(recorded);
        if (recorded.Method != "POST" || recorded.Uri.AbsolutePath != "/v1/token") return Answers.Text("Not Found", "text/html", 404);

        var (token, fault) = Exchange(recorded);
        return fault is null ? Exchanged(token!) : fault.OAuth();
    }

    /// <summary>Answers as <c>iamcredentials.googleapis.com</c>.</summary>
    public async Task<HttpResponseMessage> AnswerIamAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var recorded = await RecordedRequest.OfAsync(request, ct);
        _requests.Add(recorded);
        var path = Uri.UnescapeDataString(recorded.Uri.AbsolutePath);
        if (recorded.Method != "POST" || !path.StartsWith($"/v1/{AccountPrefix}", StringComparison.Ordinal) || path.Split(':') is not [var name, var method]) return Answers.Text("Not Found", "text/html", 404);

        var (body, fault) = Authorized(recorded, name["/v1/".Length..]);
        if (body is null) return fault!.Api();
        var email = name[$"/v1/{AccountPrefix}".Length..];
        return method switch
        {
            "generateAccessToken" => GenerateAccessToken(_accounts[email], body),
            "generateIdToken" => GenerateIdToken(_accounts[email], body),
            _ => Answers.Text("Not Found", "text/html", 404),
        };
    }

    private (IssuedGoogleToken? Token, GoogleFault? Fault) Exchange(RecordedRequest request)
    {
        var invalid = new GoogleFault(400, "invalid_request");
        var pairs = FormBody.Pairs(request.Body).ToList();
        if (MediaType(request) != "application/x-www-form-urlencoded" || request.Uri.Query.Length > 0 || request.Headers.ContainsKey("Authorization")) return (null, invalid);
        if (pairs.Exists(static pair => !Parameters.Contains(pair.Name, StringComparer.Ordinal) || pair.Value.Length == 0) || pairs.DistinctBy(static pair => pair.Name).Count() != pairs.Count) return (null, invalid);

        var form = request.Form;
        if (form.GetValueOrDefault("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange") return (null, new GoogleFault(400, "unsupported_grant_type"));
        if (form.GetValueOrDefault("requested_token_type") != AccessToken || !form.TryGetValue("subject_token", out var subject)) return (null, invalid);
        return form.GetValueOrDefault("subject_token_type") switch
        {
            "urn:ietf:params:oauth:token-type:jwt" or "urn:ietf:params:oauth:token-type:id_token" => Federated(form, subject),
            AccessToken => Narrowed(form, subject),
            _ => (null, invalid),
        };
    }

    private (IssuedGoogleToken? Token, GoogleFault? Fault) Federated(IReadOnlyDictionary<string, string> form, string subject)
    {
        var name = $"//iam.{UniverseDomain}/{_provider}";
        if (form.GetValueOrDefault("audience") != name) return (null, new GoogleFault(400, "invalid_target"));
        if (!form.TryGetValue("scope", out var scope) || form.ContainsKey("options")) return (null, new GoogleFault(400, "invalid_request"));

        string[] audiences = AllowedAudience is { } allowed ? [allowed] : [name, $"https:{name}"];
        if (Verified(subject, audiences) is not { } claims || PublishedKeySet.Text(claims, "sub") is not { Length: > 0 } sub || Encoding.UTF8.GetByteCount(sub) > 127) return (null, new GoogleFault(400, "invalid_grant"));
        return (new IssuedGoogleToken(PrincipalOf(sub), scope.Split(' '), _time.GetUtcNow() + FederatedLifetime), null);
    }

    // STS REST API: kid, RS256 or ES256, iss, iat in the past, exp less than 48 hours after it, sub, aud.
    private JsonObject? Verified(string token, string[] audiences)
    {
        if (PublishedKeySet.Verify(token, _idp.PublishedKeys) is not { } claims || PublishedKeySet.Text(claims, "iss") != _idp.Issuer || !Algorithms.Contains(_idp.Key.Algorithm)) return null;
        if (PublishedKeySet.Expiry(claims) is not { } expiry || expiry <= _time.GetUtcNow()) return null;
        if (claims["iat"] is not JsonValue value || !value.TryGetValue<long>(out var issued) || issued > _time.GetUtcNow().ToUnixTimeSeconds() || expiry - DateTimeOffset.FromUnixTimeSeconds(issued) >= TimeSpan.FromHours(48)) return null;
        return PublishedKeySet.Audiences(claims).Intersect(audiences, StringComparer.Ordinal).Any() ? claims : null;
    }

    private (IssuedGoogleToken? Token, GoogleFault? Fault) Narrowed(IReadOnlyDictionary<string, string> form, string subject)
    {
        if (form.ContainsKey("audience") || form.ContainsKey("scope") || AccessBoundaryCheck.Boundary(form.GetValueOrDefault("options")) is not { } boundary) return (null, new GoogleFault(400, "invalid_request"));
        if (Find(subject) is not { AccessBoundary: null } token || !token.Principal.StartsWith("serviceAccount:", StringComparison.Ordinal)) return (null, new GoogleFault(400, "invalid_grant"));
        return (token with { AccessBoundary = boundary }, null);
    }

    private HttpResponseMessage Exchanged(IssuedGoogleToken token)
    {
        var answer = new JsonObject { ["access_token"] = Remember("ya29.d.", token), ["issued_token_type"] = AccessToken, ["token_type"] = "Bearer" };
        if (token.AccessBoundary is null || SaysNarrowedLifetime) answer["expires_in"] = (long)(token.ExpiresAt - _time.GetUtcNow()).TotalSeconds;
        return Answers.Json(answer);
    }

    private (JsonObject? Body, GoogleFault? Fault) Authorized(RecordedRequest request, string target)
    {
        if (request.Headers.GetValueOrDefault("Authorization") is not { } header || !header.StartsWith("Bearer ", StringComparison.Ordinal) || Find(header["Bearer ".Length..]) is not { } caller) return (null, new GoogleFault(401, "UNAUTHENTICATED"));
        if (!caller.Scopes.Contains(CloudPlatform) && !caller.Scopes.Contains(Iam)) return (null, new GoogleFault(403, "PERMISSION_DENIED"));
        if (MediaType(request) != "application/json" || Body(request.Body) is not { } body || Texts(body, "delegates") is not { } delegates) return (null, new GoogleFault(400, "INVALID_ARGUMENT"));

        var creator = caller.Principal;
        foreach (var name in delegates.Append(target))
        {
            if (!name.StartsWith(AccountPrefix, StringComparison.Ordinal)) return (null, new GoogleFault(400, "INVALID_ARGUMENT"));
            if (!_accounts.TryGetValue(name[AccountPrefix.Length..], out var account)) return (null, new GoogleFault(404, "NOT_FOUND"));
            if (!account.TokenCreators.Contains(creator, StringComparer.Ordinal)) return (null, new GoogleFault(403, "PERMISSION_DENIED"));
            creator = $"serviceAccount:{account.Email}";
        }

        return (body, null);
    }

    private HttpResponseMessage GenerateAccessToken(GoogleServiceAccount account, JsonObject body)
    {
        var known = body.All(static member => member.Key is "scope" or "lifetime" or "delegates");
        var text = body.ContainsKey("lifetime") ? PublishedKeySet.Text(body, "lifetime") : "3600s";
        if (!known || Texts(body, "scope") is not { Count: > 0 } scopes || text?.EndsWith('s') != true || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds < 1 || seconds > (account.MayExtend ? 43_200 : 3_600)) return new GoogleFault(400, "INVALID_ARGUMENT").Api();

        var token = new IssuedGoogleToken($"serviceAccount:{account.Email}", scopes, _time.GetUtcNow() + TimeSpan.FromSeconds(seconds));
        return Answers.Json(new JsonObject { ["accessToken"] = Remember("ya29.c.", token), ["expireTime"] = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) });
    }

    private HttpResponseMessage GenerateIdToken(GoogleServiceAccount account, JsonObject body)
    {
        var known = body.All(static member => member.Key is "audience" or "includeEmail" or "delegates");
        if (!known || PublishedKeySet.Text(body, "audience") is not { Length: > 0 } audience) return new GoogleFault(400, "INVALID_ARGUMENT").Api();

        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.Email)))[..21];
        var claims = new Dictionary<string, JsonNode?> { ["azp"] = id, ["jti"] = null, ["nbf"] = null };
        if (body["includeEmail"]?.GetValueKind() == JsonValueKind.True) (claims["email"], claims["email_verified"]) = (account.Email, true);
        var token = Accounts.Issue(id, audience, TimeSpan.FromHours(1), claims: claims);
        Canary.Watch("id-token", token.Reveal());
        return Answers.Json(new JsonObject { ["token"] = token.Reveal() });
    }

    private string Remember(string prefix, IssuedGoogleToken token)
    {
        var text = prefix + RandomNumberGenerator.GetHexString(64, lowercase: true);
        Canary.Watch("access-token", text);
        _issued[text] = token;
        return text;
    }

    private static string? MediaType(RecordedRequest request) => request.Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];

    private static JsonObject? Body(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A list of texts, empty where it is absent; null where it is something else.
    private static IReadOnlyList<string>? Texts(JsonObject json, string member) => json[member] switch
    {
        null => [],
        JsonArray list when list.All(static item => item?.GetValueKind() == JsonValueKind.String) => [.. list.Select(static item => item!.GetValue<string>())],
        _ => null,
    };
}
