using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>Microsoft Entra ID as one tenant sees it: applications that federated credentials vouch for, and tokens for resources.</summary>
/// <remarks>Parameters are read from the body only, each once, and one that the service does not know is refused. Refusals have the numbers of the real ones.</remarks>
public sealed class FakeEntra
{
    private static readonly string[] Parameters = ["grant_type", "client_id", "scope", "client_assertion_type", "client_assertion"];

    // What MSAL sends beside them: whether it wants to know who the user is, and statistics.
    private static readonly string[] AlsoKnown = ["client_info", "claims"];

    private readonly FakeIdp _idp;
    private readonly TimeProvider _time;
    private readonly string _tenant;
    private readonly Recorded<RecordedRequest> _requests = new();

    /// <param name="idp">Whose tokens are shown as assertions.</param>
    /// <param name="time">What expiry is judged by.</param>
    /// <param name="tenantId">The tenant's id, as it stands in the URL.</param>
    public FakeEntra(FakeIdp idp, TimeProvider time, string tenantId)
    {
        (_idp, _time, _tenant) = (idp, time, tenantId);
        Tokens = new FakeIdp($"https://sts.windows.net/{tenantId}", time);
    }

    /// <summary>Who signs access tokens.</summary>
    public FakeIdp Tokens { get; }

    /// <summary>The applications, each with its federated credential.</summary>
    public IReadOnlyList<FederatedApplication> Applications { get; init; } = [];

    /// <summary>The resources that the tenant knows: what stands before <c>/.default</c>.</summary>
    public IReadOnlyList<string> Resources { get; init; } = ["https://management.azure.com", "https://graph.microsoft.com", "https://vault.azure.net"];

    /// <summary>How assertions may be signed. Microsoft supports RS256; others "may work, but haven't been tested".</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = ["RS256"];

    /// <summary>How long its tokens live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(3599);

    /// <summary>Laid over every good answer; a null removes a member.</summary>
    public JsonObject Overrides { get; } = [];

    /// <summary>What arrived, in order, refused or not; the last 10,000.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests.All;

    /// <summary>Answers a request to the token endpoint; anything else is 404.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var recorded = await RecordedRequest.OfAsync(request, ct);
        _requests.Add(recorded);
        if (recorded.Method != "POST" || !recorded.Uri.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal)) return Answers.Text("Not Found", "text/html", 404);
        if (recorded.Uri.AbsolutePath != $"/{_tenant}/oauth2/v2.0/token") return Refuse(400, "invalid_request", 90002);

        return FaultOf(recorded) is { } fault ? Refuse(fault.Status, fault.Error, fault.Code) : Answers.Json(Token(recorded.Form));
    }

    private (int Status, string Error, int Code)? FaultOf(RecordedRequest request)
    {
        var pairs = FormBody.Pairs(request.Body).ToList();
        if (request.Headers.GetValueOrDefault("Content-Type")?.Split(';')[0] != "application/x-www-form-urlencoded" || pairs.DistinctBy(static pair => pair.Name).Count() != pairs.Count) return (400, "invalid_request", 9002313);
        if (pairs.Exists(static pair => pair.Value.Length == 0 || !Parameters.Concat(AlsoKnown).Contains(pair.Name, StringComparer.Ordinal))) return (400, "invalid_request", 90100);

        var form = request.Form;
        if (Parameters.Any(name => !form.ContainsKey(name))) return (400, "invalid_request", 900144);
        if (form["grant_type"] != "client_credentials") return (400, "unsupported_grant_type", 70003);
        if (Applications.FirstOrDefault(one => string.Equals(one.ClientId, form["client_id"], StringComparison.OrdinalIgnoreCase)) is not { } application) return (400, "unauthorized_client", 700016);
        if (form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") return (400, "invalid_request", 50027);
        if (FaultOf(form["client_assertion"], application) is { } code) return (401, "invalid_client", code);

        if (form["scope"].Contains(' ', StringComparison.Ordinal)) return (400, "invalid_scope", 70011);
        if (!form["scope"].EndsWith("/.default", StringComparison.Ordinal)) return (400, "invalid_scope", 1002012);
        return Resources.Contains(ResourceOf(form), StringComparer.Ordinal) ? null : (400, "invalid_resource", 500011);
    }

    // Issuer, subject and audience must be the credential's to the letter.
    private int? FaultOf(string assertion, FederatedApplication application)
    {
        if (PublishedKeySet.Peek(assertion) is not { } claimed) return 50027;
        if (PublishedKeySet.Text(claimed, "iss") != _idp.Issuer) return 700211;
        if (!Algorithms.Contains(_idp.Key.Algorithm, StringComparer.Ordinal) || PublishedKeySet.Verify(assertion, _idp.PublishedKeys) is not { } claims) return 50013;
        if (PublishedKeySet.Expiry(claims) is not { } expiry || expiry <= _time.GetUtcNow()) return 700024;
        if (PublishedKeySet.Audiences(claims) is not [var audience] || audience != application.Audience) return 700212;
        return PublishedKeySet.Text(claims, "sub") == application.Subject ? null : 700213;
    }

    private JsonObject Token(IReadOnlyDictionary<string, string> form)
    {
        var claims = new JsonObject { ["appid"] = form["client_id"], ["tid"] = _tenant, ["jti"] = null };
        var issued = Tokens.Issue(form["client_id"], ResourceOf(form), Lifetime, claims: claims);
        Canary.Watch("access-token", issued.Reveal());

        var seconds = (long)Lifetime.TotalSeconds;
        var answer = new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = seconds, ["ext_expires_in"] = seconds, ["access_token"] = issued.Reveal() };
        foreach (var (member, value) in Overrides)
        {
            if (value is null) answer.Remove(member);
            else answer[member] = value.DeepClone();
        }

        return answer;
    }

    private static string ResourceOf(IReadOnlyDictionary<string, string> form) => form["scope"][..^"/.default".Length];

    private static HttpResponseMessage Refuse(int status, string error, int code) => Answers.Json(
        new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: upstream-text",
            ["error_codes"] = new JsonArray(code),
            ["timestamp"] = "2026-01-15 12:00:00Z",
            ["trace_id"] = "0000aaaa-11bb-cccc-dd33-eeeeee333333",
            ["correlation_id"] = "aaaa0000-bb11-2222-33cc-444444dddddd",
        },
        status);
}
