using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>An authorisation server that exchanges tokens (RFC 8693): verifies subject and actor, knows its targets, and issues tokens of its own.</summary>
/// <remarks>Parameters are read from the body only, and each stands once, but for <c>audience</c> and <c>resource</c> (RFC 6749 §3.2, RFC 8693 §2.1).</remarks>
public sealed class FakeTokenExchange
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string TypePrefix = "urn:ietf:params:oauth:token-type:";

    private static readonly string[] Repeatable = ["audience", "resource"];
    private static readonly string[] JwtTypes = [$"{TypePrefix}jwt", $"{TypePrefix}access_token", $"{TypePrefix}id_token"];
    private static readonly string[] Issuable = [$"{TypePrefix}access_token", $"{TypePrefix}jwt"];

    private readonly TimeProvider _time;
    private readonly FakeIdp _subjects;
    private readonly FakeIdp _own;
    private readonly string _tokenUri;
    private readonly Recorded<RecordedRequest> _requests = new();

    /// <param name="tokenUri">Its token endpoint, for example <c>https://login.example.test/token</c>.</param>
    /// <param name="subjects">Whose tokens it takes as a subject's.</param>
    /// <param name="time">What expiry is judged by.</param>
    public FakeTokenExchange(string tokenUri, FakeIdp subjects, TimeProvider time)
    {
        (_tokenUri, _subjects, _time) = (tokenUri, subjects, time);
        _own = new FakeIdp(new Uri(tokenUri).GetLeftPart(UriPartial.Authority), time, "ES256");
    }

    /// <summary>What a subject's token must have in its <c>aud</c>.</summary>
    public string Audience { get; init; } = "cloud";

    /// <summary>Whose tokens it takes as an actor's; null: nobody may act for another.</summary>
    public FakeIdp? Actors { get; init; }

    /// <summary>How clients are registered: <c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c>.</summary>
    public string AuthMethod { get; init; } = "none";

    /// <summary>The client that it knows, and its secret; null: whoever comes.</summary>
    public (string Id, Secret Secret)? Client { get; init; }

    /// <summary>The audiences and resources that it issues tokens for; any other is an <c>invalid_target</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The scopes that it may give; of what is asked for it gives these.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>How long its tokens live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Issues opaque tokens instead of JWTs.</summary>
    public bool Opaque { get; set; }

    /// <summary>Laid over every good answer; a null removes a member.</summary>
    public JsonObject Overrides { get; } = [];

    /// <summary>What arrived, in order, refused or not; the last 10,000.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests.All;

    /// <summary>Answers a request to the token endpoint; anything else is 404.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var recorded = await RecordedRequest.OfAsync(request, ct);
        _requests.Add(recorded);
        if (recorded.Uri.OriginalString != _tokenUri || recorded.Method != "POST") return Answers.Text("Not Found", status: 404);

        var form = FormBody.Pairs(recorded.Body).ToLookup(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal);
        if (!IsClient(recorded, form)) return Refuse(401, "invalid_client");
        return Fault(recorded, form) is { } error ? Refuse(400, error) : Answers.Json(Answer(form));
    }

    private bool IsClient(RecordedRequest request, ILookup<string, string> form)
    {
        var isBasic = request.Headers.TryGetValue("Authorization", out var header);
        var shown = isBasic ? "client_secret_basic" : form.Contains("client_secret") ? "client_secret_post" : "none";
        if (shown != AuthMethod) return false;
        if (Client is not { } client) return true;
        if (shown == "none") return form["client_id"].SequenceEqual([client.Id]);

        var secret = client.Secret.Reveal();
        return isBasic
            ? header == $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormUrlEncode(client.Id)}:{FormUrlEncode(secret)}"))}"
            : form["client_id"].SequenceEqual([client.Id]) && form["client_secret"].SequenceEqual([secret]);
    }

    private string? Fault(RecordedRequest request, ILookup<string, string> form)
    {
        if (request.Headers.GetValueOrDefault("Content-Type") != "application/x-www-form-urlencoded" || request.Uri.Query.Length > 0) return "invalid_request";
        if (form.Any(static group => !Repeatable.Contains(group.Key) && group.Count() > 1) || form.Any(static group => group.Any(static value => value.Length == 0))) return "invalid_request";
        if (One(form, "grant_type") != Grant) return "unsupported_grant_type";
        if (!Accepts(_subjects, One(form, "subject_token"), One(form, "subject_token_type"), Audience)) return "invalid_request";

        // RFC 8693 §2.1: the type must stand beside an actor's token, and must not stand alone.
        if (form.Contains("actor_token") != form.Contains("actor_token_type")) return "invalid_request";
        if (form.Contains("actor_token") && (Actors is null || !Accepts(Actors, One(form, "actor_token"), One(form, "actor_token_type"), Audience))) return "invalid_request";
        if (One(form, "requested_token_type") is { } requested && !Issuable.Contains(requested)) return "invalid_request";
        if (form["resource"].Any(static resource => !Uri.IsWellFormedUriString(resource, UriKind.Absolute) || resource.Contains('#', StringComparison.Ordinal))) return "invalid_target";
        if (form["audience"].Concat(form["resource"]).Any(target => !Targets.Contains(target, StringComparer.Ordinal))) return "invalid_target";
        return One(form, "scope") is { } scope && !scope.Split(' ').Any(word => Scopes.Contains(word, StringComparer.Ordinal)) ? "invalid_scope" : null;
    }

    private bool Accepts(FakeIdp idp, string? shown, string? type, string audience) =>
        shown is not null && type is not null && JwtTypes.Contains(type)
        && PublishedKeySet.Verify(shown, idp.PublishedKeys) is { } claims && PublishedKeySet.Text(claims, "iss") == idp.Issuer
        && PublishedKeySet.Audiences(claims).Contains(audience, StringComparer.Ordinal) && PublishedKeySet.Expiry(claims) > _time.GetUtcNow();

    private JsonObject Answer(ILookup<string, string> form)
    {
        var subject = PublishedKeySet.Text(PublishedKeySet.Peek(One(form, "subject_token")!)!, "sub");
        var claims = new JsonObject();

        // RFC 8693 §4.1.
        if (One(form, "actor_token") is { } actor) claims["act"] = new JsonObject { ["sub"] = PublishedKeySet.Text(PublishedKeySet.Peek(actor)!, "sub") };
        var audience = new JsonArray([.. form["audience"].Concat(form["resource"]).Select(static target => JsonValue.Create(target))]);
        var issued = Opaque ? new Secret(RandomNumberGenerator.GetHexString(64, lowercase: true)) : _own.Issue(subject, audience.Count == 0 ? "default" : audience, Lifetime, claims: claims);

        Canary.Watch("exchanged-token", issued.Reveal());
        var answer = new JsonObject
        {
            ["access_token"] = issued.Reveal(),
            ["issued_token_type"] = One(form, "requested_token_type") ?? Issuable[0],
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)Lifetime.TotalSeconds,
        };
        if (One(form, "scope") is { } scope) answer["scope"] = string.Join(' ', scope.Split(' ').Where(word => Scopes.Contains(word, StringComparer.Ordinal)));
        foreach (var (member, value) in Overrides)
        {
            if (value is null) answer.Remove(member);
            else answer[member] = value.DeepClone();
        }

        return answer;
    }

    private static string? One(ILookup<string, string> form, string name) => form[name].FirstOrDefault();

    private static string FormUrlEncode(string text) => System.Net.WebUtility.UrlEncode(text);

    private static HttpResponseMessage Refuse(int status, string error) => Answers.Json(new JsonObject { ["error"] = error, ["error_description"] = "upstream-text" }, status);
}
