using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Azure;

/// <summary>A token of Entra ID.</summary>
/// <param name="Expiration">The earlier of what the answer and a JWT's own <c>exp</c> say.</param>
internal sealed record EntraToken(Secret Value, DateTimeOffset Expiration);

/// <summary>Reads what Entra ID answers (Microsoft identity platform, "OAuth 2.0 client credentials flow").</summary>
internal static class EntraAnswer
{
    /// <summary>The one <c>error</c> that says to come back (Microsoft identity platform, "Error codes").</summary>
    public const string TemporarilyUnavailable = "temporarily_unavailable";

    private const int MaxDigits = 9;

    /// <param name="asked">When it was asked for: what <c>expires_in</c> counts from cannot be earlier.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, DateTimeOffset asked, DateTimeOffset now, [NotNullWhen(true)] out EntraToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        if (!CloudJson.TryRead(body, out var json)) fault = "the answer is not a strict JSON object";
        else if (json.Word("access_token") is not { } value) fault = "there is no usable 'access_token'";
        else if (!string.Equals(json.Word("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)) fault = "'token_type' is not Bearer: such a token needs more than itself (RFC 6749 §7.1)";
        else if (json.Seconds("expires_in") is not { } lives) fault = "'expires_in' is no number of seconds";
        else if (Earlier(asked + lives, UnverifiedJwt.TryRead(value)?.ExpiresAt) is var expiration && expiration <= now) fault = "the token has expired already";
        else
        {
            token = new EntraToken(new Secret(value), expiration);
            fault = null;
            return true;
        }

        return false;
    }

    /// <summary>The number of a refusal, for the log: <c>AADSTS700016</c>. Nothing is decided by it, since Microsoft changes them; but by <c>error</c>.</summary>
    public static string? ErrorCode(ReadOnlyMemory<byte> body)
    {
        if (!CloudJson.TryRead(body, out var json)) return null;
        var error = json.Word("error");
        return error != TemporarilyUnavailable && json.Scalar("/error_codes/0") is { Length: <= MaxDigits } number && number.All(char.IsAsciiDigit) ? $"AADSTS{number}" : error;
    }

    private static DateTimeOffset Earlier(DateTimeOffset said, DateTimeOffset? own) => own < said ? own.Value : said;
}
