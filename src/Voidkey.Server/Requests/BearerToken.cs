using Microsoft.Net.Http.Headers;

namespace Voidkey.Server.Requests;

/// <summary>Finds the subject token of a request (RFC 6750 §2.1). It is never read from the URL.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer";
    private static readonly string[] UrlNames = ["token", "oidcToken", "access_token", "id_token", "subject_token"];

    /// <param name="bodyToken">The token in the body, where the surface has one.</param>
    /// <param name="token">The token, or null where the request has none.</param>
    /// <returns>Why the request is wrong, or null.</returns>
    public static string? Read(HttpRequest request, Secret? bodyToken, out Secret? token)
    {
        token = null;
        if (InUrl(request)) return "A token never travels in a URL, where proxies log it. Send it as 'Authorization: Bearer'.";

        var values = request.Headers[HeaderNames.Authorization];
        if (values.Count > 1) return "There is more than one Authorization header.";

        var header = FromHeader(values.ToString());
        var body = bodyToken?.Reveal();
        if (header is not null && body is not null && !string.Equals(header, body, StringComparison.Ordinal)) return "The Authorization header and the body hold different tokens.";

        token = (header ?? body) is { } text ? new Secret(text) : null;
        return null;
    }

    private static bool InUrl(HttpRequest request) => request.QueryString.HasValue && request.Query.Keys.Any(static key => UrlNames.Contains(key, StringComparer.OrdinalIgnoreCase));

    // Another scheme than Bearer brings no token of ours.
    private static string? FromHeader(string value)
    {
        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || value.Length == Scheme.Length || value[Scheme.Length] != ' ') return null;
        var token = value[Scheme.Length..].Trim(' ');
        return token.Length == 0 ? null : token;
    }
}
