using System.Globalization;

namespace Voidkey.Server.Answers;

/// <summary>Tells which limit was exceeded, and when its window ends.</summary>
internal static class RateLimitHeaders
{
    /// <param name="rest">Until the window ends.</param>
    /// <remarks><c>RateLimit</c> and <c>RateLimit-Policy</c> are those of draft-ietf-httpapi-ratelimit-headers-10; the older <c>X-RateLimit-Reset</c> is a moment, in seconds since 1970, as GitHub has it.</remarks>
    public static void Write(IHeaderDictionary headers, ExceededLimit limit, TimeSpan rest, DateTimeOffset now)
    {
        var seconds = (long)Math.Max(1, Math.Ceiling(rest.TotalSeconds));
        var permits = limit.Permits.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={permits};w={limit.Window.TotalSeconds:0}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r=0;t={seconds}");
        headers["X-RateLimit-Limit"] = permits;
        headers["X-RateLimit-Remaining"] = "0";
        headers["X-RateLimit-Reset"] = (now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
    }
}
