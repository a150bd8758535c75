using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Gcp;

/// <summary>Reads what Google answers.</summary>
internal static class GoogleAnswer
{
    private const string Missing = "a member is missing, empty or of another form: ";
    private const string NoObject = "the answer is not a strict JSON object";

    /// <summary>The answer of STS. <c>expires_in</c> may be missing: a token that came of another access token ends when that one does.</summary>
    /// <param name="asked">When it was asked for: what <c>expires_in</c> counts from cannot be earlier.</param>
    /// <param name="type">The type of token that was asked for.</param>
    public static bool TryReadExchanged(
        ReadOnlyMemory<byte> body, DateTimeOffset asked, DateTimeOffset now, string type, [NotNullWhen(true)] out GoogleToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        if (!CloudJson.TryRead(body, out var json)) fault = NoObject;
        else if (json.Word("access_token") is not { } value) fault = Missing + "access_token";
        else if (json.Word("issued_token_type") != type) fault = "'issued_token_type' is not the type that was asked for";
        else if (!string.Equals(json.Word("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)) fault = "'token_type' is not Bearer: such a token needs more than itself (RFC 6749 §7.1)";
        else if (json.Seconds("expires_in") is var lives && lives is null && json.Has("expires_in")) fault = "'expires_in' is no number of seconds";
        else if (asked + lives <= now) fault = "the token has expired already";
        else
        {
            token = new GoogleToken(new Secret(value), asked + lives);
            fault = null;
            return true;
        }

        return false;
    }

    /// <summary>The answer of <c>generateAccessToken</c>.</summary>
    public static bool TryReadAccessToken(ReadOnlyMemory<byte> body, DateTimeOffset now, [NotNullWhen(true)] out GoogleToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        if (!CloudJson.TryRead(body, out var json)) fault = NoObject;
        else if (json.Word("accessToken") is not { } value) fault = Missing + "accessToken";
        else if (json.Time("expireTime") is not { } expiration) fault = Missing + "expireTime";
        else if (expiration <= now) fault = "the token has expired already";
        else
        {
            token = new GoogleToken(new Secret(value), expiration);
            fault = null;
            return true;
        }

        return false;
    }

    /// <summary>The answer of <c>generateIdToken</c>. Until when the token works only the token itself says.</summary>
    public static bool TryReadIdToken(ReadOnlyMemory<byte> body, string audience, DateTimeOffset now, [NotNullWhen(true)] out GoogleToken? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        if (!CloudJson.TryRead(body, out var json)) fault = NoObject;
        else if (json.Word("token") is not { } value) fault = Missing + "token";
        else if (UnverifiedJwt.TryRead(value) is not { ExpiresAt: { } expiration } claims) fault = "the ID token is no JWT with an 'exp'";
        else if (claims.Audience is not [var only] || only != audience) fault = "the ID token is not for the audience that was asked for";
        else if (expiration <= now) fault = "the token has expired already";
        else
        {
            token = new GoogleToken(new Secret(value), expiration);
            fault = null;
            return true;
        }

        return false;
    }
}
