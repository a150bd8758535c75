using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>RFC 6749 §4.4, client credentials: checks the client for real, then issues a token of the provider.</summary>
internal sealed class TokenEndpoint(FakeIdp idp, TimeProvider time)
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private readonly Recorded<TokenRequest> _requests = new();
    private readonly Recorded<Secret> _issued = new();
    private readonly ConcurrentDictionary<string, byte> _assertions = new(StringComparer.Ordinal);
    private int _count;

    public ConcurrentDictionary<string, Secret> Secrets { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, JsonObject> Keys { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<TokenRequest> Requests => _requests.All;

    public IReadOnlyList<Secret> Issued => _issued.All;

    public int Count => _count;

    public HttpResponseMessage Answer(RecordedRequest request)
    {
        Interlocked.Increment(ref _count);

        var (method, id, proof) = ClientOf(request);
        _requests.Add(new TokenRequest(method, id, request.Form));

        var names = FormBody.Pairs(request.Body).Select(pair => pair.Name).ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count) return Refuse(400, "invalid_request");
        if (!idp.Tokens.AuthMethods.Contains(method, StringComparer.Ordinal) || !Proves(method, id, proof)) return Refuse(401, "invalid_client");
        if (request.Form.GetValueOrDefault("grant_type") != "client_credentials") return Refuse(400, "unsupported_grant_type");

        return NoStore(Answers.Json(Token(id!, request.Form)));
    }

    private static (string Method, string? Id, string? Proof) ClientOf(RecordedRequest request)
    {
        var form = request.Form;
        if (request.Headers.GetValueOrDefault("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                // RFC 6749 §2.3.1: id and secret are form-encoded before they are joined by a colon.
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
                return ("client_secret_basic", WebUtility.UrlDecode(pair[0]), pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : null);
            }
            catch (FormatException)
            {
                return ("client_secret_basic", null, null);
            }
        }

        if (form.GetValueOrDefault("client_assertion") is { } assertion && form.GetValueOrDefault("client_assertion_type") == JwtBearer)
        {
            var subject = PublishedKeySet.Peek(assertion) is { } claims ? PublishedKeySet.Text(claims, "sub") : null;
            return ("private_key_jwt", form.TryGetValue("client_id", out var named) && named != subject ? null : subject, assertion);
        }

        return form.TryGetValue("client_secret", out var secret)
            ? ("client_secret_post", form.GetValueOrDefault("client_id"), secret)
            : ("none", form.GetValueOrDefault("client_id"), null);
    }

    private bool Proves(string method, string? id, string? proof)
    {
        if (id is null || proof is null) return false;
        if (method == "private_key_jwt") return Keys.TryGetValue(id, out var jwk) && ProvesByAssertion(id, proof, jwk);

        return Secrets.TryGetValue(id, out var secret)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(proof));
    }

    // RFC 7523 §3: issuer and subject are the client, the audience is us, it has not expired, and it is not one that we have seen.
    private bool ProvesByAssertion(string id, string assertion, JsonObject jwk) =>
        PublishedKeySet.Verify(assertion, [jwk.DeepClone()]) is { } claims
        && PublishedKeySet.Text(claims, "iss") == id && PublishedKeySet.Text(claims, "sub") == id
        && (PublishedKeySet.Audiences(claims).Contains(idp.TokenUri) || PublishedKeySet.Audiences(claims).Contains(idp.Issuer))
        && PublishedKeySet.Expiry(claims) > time.GetUtcNow()
        && PublishedKeySet.Text(claims, "jti") is { } assertionId && _assertions.TryAdd(assertionId, 0);

    private JsonObject Token(string clientId, IReadOnlyDictionary<string, string> form)
    {
        var settings = idp.Tokens;
        var token = settings.Opaque
            ? RandomNumberGenerator.GetHexString(64, lowercase: true)
            : idp.Issue(
                settings.Subject ?? clientId,
                form.GetValueOrDefault("audience") ?? settings.DefaultAudience ?? "default-audience",
                settings.Lifetime,
                time.GetUtcNow(),
                settings.Claims).Reveal();

        _issued.Add(new Secret(token));
        var answer = new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer" };
        if (settings.SaysExpiresIn) answer["expires_in"] = settings.ExpiresIn?.DeepClone() ?? (long)settings.Lifetime.TotalSeconds;
        if (form.TryGetValue("scope", out var scope)) answer["scope"] = scope;
        return answer;
    }

    private static HttpResponseMessage Refuse(int status, string error)
    {
        var answer = NoStore(Answers.Json(new JsonObject { ["error"] = error }, status));
        if (status == 401) answer.Headers.WwwAuthenticate.ParseAdd("Basic realm=\"token\"");
        return answer;
    }

    private static HttpResponseMessage NoStore(HttpResponseMessage answer)
    {
        answer.Headers.TryAddWithoutValidation("Cache-Control", "no-store");
        return answer;
    }
}
