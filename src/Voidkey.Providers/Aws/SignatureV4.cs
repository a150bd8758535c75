using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>Signs a POST to STS with credentials (AWS IAM User Guide, "Signature Version 4 signing process").</summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string SignedHeaders = "content-type;host;x-amz-date;x-amz-security-token";
    private const string ContentType = "application/x-www-form-urlencoded";

    /// <param name="endpoint">Its path is taken as it stands; it has no query.</param>
    /// <param name="body">A form, in ASCII.</param>
    /// <param name="region">Which region's STS it is.</param>
    public static HttpRequestMessage Sign(Uri endpoint, byte[] body, string region, StsCredentials credentials, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var session = credentials.SessionToken.Reveal();
        var canonical = $"POST\n{endpoint.AbsolutePath}\n\ncontent-type:{ContentType}\nhost:{endpoint.Authority}\nx-amz-date:{time}\nx-amz-security-token:{session}\n\n{SignedHeaders}\n{Hash(body)}";
        var scope = $"{time[..8]}/{region}/sts/aws4_request";
        var signature = Convert.ToHexStringLower(Mac(KeyOf(credentials.SecretAccessKey, scope), $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}"));

        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        request.Headers.Host = endpoint.Authority;
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", session);
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={SignedHeaders}, Signature={signature}");
        return request;
    }

    private static byte[] KeyOf(Secret secretAccessKey, string scope)
    {
        var key = Encoding.UTF8.GetBytes($"AWS4{secretAccessKey.Reveal()}");
        foreach (var part in scope.Split('/')) key = Mac(key, part);
        return key;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
