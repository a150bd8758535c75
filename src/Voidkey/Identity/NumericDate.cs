using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A date in a token (RFC 7519 §2): seconds since 1970, fractions allowed.</summary>
internal static class NumericDate
{
    // 9999-12-31T23:59:59Z. Milliseconds, a common mistake, lie far above it.
    private const double Latest = 253_402_300_799;

    /// <returns>False where the member is absent, not a number, not finite, negative or beyond the year 9999.</returns>
    public static bool TryRead(JsonElement claims, string name, out DateTimeOffset date)
    {
        date = default;
        if (!claims.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.Number) return false;
        if (!member.TryGetDouble(out var seconds) || !(seconds >= 0 && seconds <= Latest)) return false;
        date = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
