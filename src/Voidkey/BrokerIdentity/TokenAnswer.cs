using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>Reads a token endpoint's answer (RFC 6749 §5).</summary>
internal static class TokenAnswer
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;
    private const int MaxTokenLength = 64 * 1024;

    // RFC 6749 §5.1 lets the provider leave expires_in out; an opaque token then tells nothing, so we do not keep it long.
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(1);

    public static bool TryRead(ReadOnlySpan<byte> body, DateTimeOffset now, [NotNullWhen(true)] out BrokerToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        if (!StrictJson.TryReadObject(body, out var answer)) fault = "the answer is not a strict JSON object";
        else if (!answer.TryGetText("access_token", out var value) || value.Length is 0 or > MaxTokenLength) fault = "the answer has no usable 'access_token'";
        else if (value.Any(static c => c is <= ' ' or > '~')) fault = "the 'access_token' has characters that no token has";
        else
        {
            var claims = UnverifiedJwt.TryRead(value);
            if (!TryGetLifetime(answer, claims, now, out var lifetime)) fault = "the token has expired already, or 'expires_in' is not a number of seconds";
            else
            {
                token = new BrokerToken(new Secret(value), lifetime, claims);
                fault = null;
                return true;
            }
        }

        return false;
    }

    /// <summary>The <c>error</c> of a refusal, if it is one of RFC 6749's plain words; nothing else of the body is shown to anybody.</summary>
    public static string? ErrorOf(ReadOnlySpan<byte> body) =>
        StrictJson.TryReadObject(body, out var answer) && answer.TryGetText("error", out var error) && error.Length is > 0 and <= 64 && error.All(static c => char.IsAsciiLetter(c) || c == '_')
            ? error
            : null;

    // The shorter of what the endpoint and the token say. A few providers write the number in quotes.
    private static bool TryGetLifetime(JsonElement answer, UnverifiedClaims? claims, DateTimeOffset now, out TimeSpan lifetime)
    {
        lifetime = claims?.ExpiresAt - now ?? TimeSpan.MaxValue;
        if (answer.TryGetProperty("expires_in", out var member) && member.ValueKind != JsonValueKind.Null)
        {
            var text = member.ValueKind == JsonValueKind.String ? member.TryGetText(out var quoted) ? quoted : "" : member.GetRawText();
            if (!double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0 && seconds <= 1e9)) return false;
            if (TimeSpan.FromSeconds(seconds) < lifetime) lifetime = TimeSpan.FromSeconds(seconds);
        }
        else if (lifetime == TimeSpan.MaxValue)
        {
            lifetime = UnknownLifetime;
        }

        return lifetime > TimeSpan.Zero;
    }
}
