using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Testing;

/// <summary>What AWS checks about a signed request before it looks at the action.</summary>
internal static class SigV4Check
{
    private static readonly TimeSpan ClockWindow = TimeSpan.FromMinutes(5);

    /// <returns>Whose request it is, or why it is refused.</returns>
    public static (IssuedSession? Session, StsFault? Fault) Verify(RecordedRequest request, Func<string, IssuedSession?> find, DateTimeOffset now)
    {
        if (request.Headers.GetValueOrDefault("Authorization") is not { } authorization)
            return Refuse("MissingAuthenticationToken", "Request is missing Authentication Token");

        if (Parse(authorization) is not var (accessKeyId, scope, signedHeaders, signature))
            return Refuse("IncompleteSignature", "Authorization header is not of the form of Signature Version 4.");

        if (find(accessKeyId) is not { } session
            || !Same(session.Credentials.SessionToken.Reveal(), request.Headers.GetValueOrDefault("X-Amz-Security-Token") ?? ""))
            return Refuse("InvalidClientTokenId", "The security token included in the request is invalid.");

        var date = request.Headers.GetValueOrDefault("X-Amz-Date") ?? "";
        if (!DateTimeOffset.TryParseExact(date, SigV4.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || (now - signedAt).Duration() > ClockWindow)
            return Refuse("SignatureDoesNotMatch", "Signature expired, or not yet current.");

        if (!scope.StartsWith($"{date[..8]}/", StringComparison.Ordinal) || !scope.EndsWith("/sts/aws4_request", StringComparison.Ordinal)
            || !signedHeaders.Contains("host") || !signedHeaders.Contains("x-amz-date") || !signedHeaders.Contains("x-amz-security-token")
            || !Same(SigV4.Signature(request, signedHeaders, date, scope, session.Credentials.SecretAccessKey), signature))
            return Refuse("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");

        return session.ExpiresAt > now ? (session, null) : Refuse("ExpiredToken", "The security token included in the request is expired");
    }

    private static (string AccessKeyId, string Scope, IReadOnlyList<string> SignedHeaders, string Signature)? Parse(string authorization)
    {
        if (!authorization.StartsWith(SigV4.Algorithm + " ", StringComparison.Ordinal)) return null;

        var parts = authorization[(SigV4.Algorithm.Length + 1)..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1], StringComparer.Ordinal);
        var credential = parts["Credential"].FirstOrDefault()?.Split('/', 2);

        return credential is { Length: 2 } && parts["SignedHeaders"].FirstOrDefault() is { } headers && parts["Signature"].FirstOrDefault() is { } signature
            ? (credential[0], credential[1], headers.Split(';'), signature)
            : null;
    }

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static (IssuedSession?, StsFault?) Refuse(string code, string message) => (null, new StsFault(403, code, message));
}
