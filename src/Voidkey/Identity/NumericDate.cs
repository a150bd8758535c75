using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A date in a token (RFC 7519 §2): seconds since 1970, fractions allowed.</summary>
internal static class NumericDate
{
    // 9999-12-31T23:59:59Z. Milliseconds, a common mistake, lie far above it.
    private const double Latest = 253_402_300_799;

    /// <returns>False where the claim is absent, not a number, not finite, negative or beyond the year 9999.</returns>
    public static bool TryRead(ClaimSet claims, ReadOnlySpan<byte> name, out DateTimeOffset date)
    {
        date = default;
        return claims.TryGetNumber(name, out var seconds) && TryRead(seconds, out date);
    }

    /// <inheritdoc cref="TryRead(ClaimSet, ReadOnlySpan{byte}, out DateTimeOffset)"/>
    public static bool TryRead(JsonElement claims, string name, out DateTimeOffset date)
    {
        date = default;
        return claims.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var seconds) && TryRead(seconds, out date);
    }

    private static bool TryRead(double seconds, out DateTimeOffset date)
    {
        date = default;
        if (!(seconds >= 0 && seconds <= Latest)) return false;
        date = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
