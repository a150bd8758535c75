using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Testing;

/// <summary>AWS Signature Version 4: what an AWS client adds to a request to prove that it holds the credentials.</summary>
public static class SigV4
{
    internal const string Algorithm = "AWS4-HMAC-SHA256";
    internal const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Adds <c>X-Amz-Date</c>, <c>X-Amz-Security-Token</c> and <c>Authorization</c> to a request that is otherwise complete.</summary>
    public static async Task SignAsync(
        HttpRequestMessage request, AwsCredentials credentials, string region, string service, DateTimeOffset now, CancellationToken ct = default)
    {
        var date = now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("Host", request.RequestUri!.Authority);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", date);
        if (credentials.SessionToken.Length > 0) request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", credentials.SessionToken.Reveal());

        var complete = await RecordedRequest.OfAsync(request, ct);
        var signedHeaders = complete.Headers.Keys
            .Select(name => name.ToLowerInvariant())
            .Where(name => name is "host" or "content-type" || name.StartsWith("x-amz-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();

        var scope = $"{date[..8]}/{region}/{service}/aws4_request";
        var signature = Signature(complete, signedHeaders, date, scope, credentials.SecretAccessKey);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={string.Join(';', signedHeaders)}, Signature={signature}");
    }

    internal static string Signature(RecordedRequest request, IReadOnlyList<string> signedHeaders, string date, string scope, Secret secretAccessKey)
    {
        var canonical = string.Join(
            '\n',
            request.Method,
            request.Uri.AbsolutePath,
            CanonicalQuery(request.Uri),
            string.Concat(signedHeaders.Select(name => $"{name}:{Trimmed(request.Headers.GetValueOrDefault(name) ?? "")}\n")),
            string.Join(';', signedHeaders),
            Hash(request.Body));
        var toSign = string.Join('\n', Algorithm, date, scope, Hash(canonical));

        var key = Encoding.UTF8.GetBytes("AWS4" + secretAccessKey.Reveal());
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string CanonicalQuery(Uri uri) => string.Join(
        '&',
        FormBody.Pairs(uri.Query.TrimStart('?'))
            .Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}")
            .Order(StringComparer.Ordinal));

    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
