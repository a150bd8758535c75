using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Voidkey.Testing;

/// <summary>Whose STS a <see cref="FakeSts"/> plays.</summary>
public enum StsFlavour
{
    /// <summary>RoleArn and RoleSessionName are required; a role's trust policy decides.</summary>
    Aws = 0,

    /// <summary>RoleArn is optional, RoleSessionName unknown; sessions last up to 365 days.</summary>
    Minio,
}

/// <summary>A security token service: verifies web identities against the provider's published keys, and mints credentials that it recognises again.</summary>
/// <remarks>Parameters are read from the body only: what a client puts into the URL lands in logs.</remarks>
public sealed partial class FakeSts
{
    private static readonly TimeSpan MinioMaximum = TimeSpan.FromDays(365);
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, FakeIdp> _idps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StsRole> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ChainedStsRole> _chained = new(StringComparer.Ordinal);
    private readonly StsSessions _sessions = new();
    private readonly Recorded<StsRequest> _requests = new();
    private volatile Func<HttpResponseMessage>? _forced;

    /// <param name="idp">The identity provider it is told to trust. Roles decide which of its tokens.</param>
    /// <param name="time">What expiry is judged by.</param>
    public FakeSts(FakeIdp idp, TimeProvider time, StsFlavour flavour = StsFlavour.Aws)
    {
        (_time, Flavour) = (time, flavour);
        Trust(idp);
    }

    public StsFlavour Flavour { get; }

    /// <summary>The account of credentials that no role was named for.</summary>
    public string Account { get; init; } = "123456789012";

    /// <summary>What arrived, in order, refused or not; the last 10,000.</summary>
    public IReadOnlyList<StsRequest> Requests => _requests.All;

    /// <summary>Trusts one more identity provider.</summary>
    public FakeSts Trust(FakeIdp idp)
    {
        _idps[idp.Issuer] = idp;
        return this;
    }

    /// <summary>Adds a role, or replaces the one of the same ARN.</summary>
    public FakeSts AddRole(StsRole role)
    {
        _roles[role.Arn] = role;
        return this;
    }

    /// <summary>Adds a role that another role's sessions may assume.</summary>
    public FakeSts AddRole(ChainedStsRole role)
    {
        _chained[role.Arn] = role;
        return this;
    }

    /// <summary>Answers every request like this from now on, until <see cref="AnswerNormally"/>. Requests are recorded all the same.</summary>
    public void AnswerWith(int status, string body, string contentType = "text/xml") => _forced = () => Answers.Text(body, contentType, status);

    /// <summary>Refuses every request from now on with an error in the shape of AWS, for example 400 <c>Throttling</c>.</summary>
    public void RefuseWith(int status, string code, string message = "upstream-text") => _forced = () => StsXml.Refusal(new StsFault(status, code, message));

    /// <summary>Ends what <see cref="AnswerWith"/> and <see cref="RefuseWith"/> began.</summary>
    public void AnswerNormally() => _forced = null;

    /// <summary>Answers <c>AssumeRoleWithWebIdentity</c> and, signed with credentials it issued, <c>AssumeRole</c> and <c>GetCallerIdentity</c>.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var http = await RecordedRequest.OfAsync(request, ct);
        var parameters = http.Form;
        var action = parameters.GetValueOrDefault("Action", "");
        _requests.Add(new StsRequest(action, parameters, http));

        if (_forced is { } forced) return forced();
        if (http.Method != "POST") return Refuse(400, "InvalidAction", "Only POST is answered here.");

        return (action, parameters.GetValueOrDefault("Version")) switch
        {
            ("AssumeRoleWithWebIdentity", "2011-06-15") => AssumeRoleWithWebIdentity(parameters),
            ("AssumeRole", "2011-06-15") when Flavour == StsFlavour.Aws => AssumeRole(http),
            ("GetCallerIdentity", "2011-06-15") => GetCallerIdentity(http),
            ("", _) => Refuse(400, "MissingAction", "The request is missing an action."),
            _ => Refuse(400, "InvalidAction", $"Could not find operation {action} for version {parameters.GetValueOrDefault("Version")}"),
        };
    }

    private HttpResponseMessage AssumeRoleWithWebIdentity(IReadOnlyDictionary<string, string> parameters)
    {
        var roleArn = parameters.GetValueOrDefault("RoleArn");
        var sessionName = parameters.GetValueOrDefault("RoleSessionName");
        if (Malformed(parameters, roleArn, sessionName) is { } malformed) return StsXml.Refusal(malformed);

        var (claims, notTrusted) = Verify(parameters["WebIdentityToken"]);
        if (claims is null) return StsXml.Refusal(notTrusted!);

        var issuer = PublishedKeySet.Text(claims, "iss")!;
        var subject = PublishedKeySet.Text(claims, "sub") ?? "";
        if (AllowedBy(roleArn, issuer, subject, claims) is { } denied) return StsXml.Refusal(denied);

        var (lifetime, outOfRange) = Lifetime(parameters.GetValueOrDefault("DurationSeconds"), roleArn);
        if (outOfRange is not null) return StsXml.Refusal(outOfRange);

        var session = _sessions.Mint(roleArn ?? $"arn:aws:iam::{Account}:role/web-identity", sessionName ?? "web-identity", _time.GetUtcNow() + lifetime);
        return StsXml.Assumed(session, subject, Flavour == StsFlavour.Aws ? issuer : null, PublishedKeySet.Audiences(claims)[0]);
    }

    private HttpResponseMessage AssumeRole(RecordedRequest request)
    {
        var (signer, fault) = SigV4Check.Verify(request, _sessions.Find, _time.GetUtcNow());
        if (signer is null) return StsXml.Refusal(fault!);

        var parameters = request.Form;
        var roleArn = parameters.GetValueOrDefault("RoleArn", "");
        if (StsChain.Fault(parameters, _chained.GetValueOrDefault(roleArn), signer) is { } refused) return StsXml.Refusal(refused);
        var lifetime = TimeSpan.FromSeconds(int.Parse(parameters.GetValueOrDefault("DurationSeconds", "3600"), CultureInfo.InvariantCulture));
        return StsXml.Assumed(_sessions.Mint(roleArn, parameters["RoleSessionName"], _time.GetUtcNow() + lifetime), parameters.GetValueOrDefault("SourceIdentity"));
    }

    private HttpResponseMessage GetCallerIdentity(RecordedRequest request)
    {
        var (session, fault) = SigV4Check.Verify(request, _sessions.Find, _time.GetUtcNow());
        return session is null ? StsXml.Refusal(fault!) : StsXml.Identity(session);
    }

    private StsFault? Malformed(IReadOnlyDictionary<string, string> parameters, string? roleArn, string? sessionName)
    {
        if (string.IsNullOrEmpty(parameters.GetValueOrDefault("WebIdentityToken"))) return Invalid("'webIdentityToken' must not be null");
        if (Flavour == StsFlavour.Aws)
        {
            if (roleArn is null || !RoleArnShape().IsMatch(roleArn)) return Invalid("'roleArn' must be the ARN of a role");
            if (sessionName is null || !SessionNameShape().IsMatch(sessionName)) return Invalid(@"'roleSessionName' must match [\w+=,.@-]{2,64}");
        }

        var policy = parameters.GetValueOrDefault("Policy");
        var policyArns = parameters.Where(parameter => parameter.Key.StartsWith("PolicyArns.member.", StringComparison.Ordinal)).ToList();
        if (policyArns.Count > 10) return Invalid("'policyArns' must have length less than or equal to 10");
        if (policyArns.Any(arn => !arn.Value.StartsWith("arn:", StringComparison.Ordinal))) return Invalid("'policyArns' must hold ARNs");
        if ((policy?.Length ?? 0) + policyArns.Sum(arn => arn.Value.Length) > 2048) return new StsFault(400, "PackedPolicyTooLarge", "Packed size of session policies exceeds 2048.");

        return policy is null || IsJsonObject(policy) ? null : new StsFault(400, "MalformedPolicyDocument", "The policy is not in the valid JSON format.");
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private (JsonObject? Claims, StsFault? Fault) Verify(string token)
    {
        if (PublishedKeySet.Peek(token) is not { } claimed || PublishedKeySet.Text(claimed, "iss") is not { } issuer)
            return (null, InvalidToken("The ID Token provided is not a valid JWT."));

        if (!_idps.TryGetValue(issuer, out var idp)) return (null, InvalidToken($"No OpenIDConnect provider found in your account for {issuer}"));
        if (PublishedKeySet.Verify(token, idp.PublishedKeys) is not { } claims) return (null, InvalidToken("Couldn't verify the signature of the token."));
        if (PublishedKeySet.Expiry(claims) is not { } expiry) return (null, InvalidToken("Missing a required claim: exp"));
        if (PublishedKeySet.Audiences(claims).Count == 0) return (null, InvalidToken("Missing a required claim: aud"));

        return expiry > _time.GetUtcNow()
            ? (claims, null)
            : (null, new StsFault(400, Flavour == StsFlavour.Aws ? "ExpiredTokenException" : "ExpiredToken", "Token expired"));
    }

    private StsFault? AllowedBy(string? roleArn, string issuer, string subject, JsonObject claims)
    {
        if (roleArn is null) return null;
        if (!_roles.TryGetValue(roleArn, out var role) || !role.Trusts(issuer, subject))
            return new StsFault(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");

        return PublishedKeySet.Audiences(claims).Contains(role.Audience, StringComparer.Ordinal) ? null : InvalidToken("Incorrect token audience");
    }

    private (TimeSpan Lifetime, StsFault? Fault) Lifetime(string? durationSeconds, string? roleArn)
    {
        var maximum = roleArn is not null && Flavour == StsFlavour.Aws ? TimeSpan.FromSeconds(_roles[roleArn].MaxSessionSeconds) : MinioMaximum;
        if (durationSeconds is null) return (TimeSpan.FromHours(1), null);

        if (!int.TryParse(durationSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 900)
            return (default, Invalid("'durationSeconds' must be greater than or equal to 900"));

        return TimeSpan.FromSeconds(seconds) <= maximum
            ? (TimeSpan.FromSeconds(seconds), null)
            : (default, Invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."));
    }

    private StsFault Invalid(string message) => new(400, Flavour == StsFlavour.Aws ? "ValidationError" : "InvalidParameterValue", $"1 validation error detected: {message}");

    private StsFault InvalidToken(string message) =>
        Flavour == StsFlavour.Aws ? new(400, "InvalidIdentityToken", message) : new(403, "AccessDenied", message);

    private static HttpResponseMessage Refuse(int status, string code, string message) => StsXml.Refusal(new StsFault(status, code, message));

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z")]
    private static partial Regex SessionNameShape();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::[0-9]{12}:role/\S{1,512}\z")]
    private static partial Regex RoleArnShape();
}
