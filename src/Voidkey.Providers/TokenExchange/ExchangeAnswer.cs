using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.TokenExchange;

/// <summary>A token that was given in exchange.</summary>
/// <param name="Scope">What it is good for, as the server says; null where it says nothing, which means what was asked for (RFC 8693 §2.2.1).</param>
internal sealed record ExchangeAnswer(Secret Token, string TokenType, string IssuedType, DateTimeOffset Expiration, string? Scope)
{
    /// <summary>Reads an answer of RFC 8693 §2.2.1. A refresh token that comes with it is left where it is.</summary>
    /// <param name="asked">When the token was asked for: what <c>expires_in</c> counts from cannot be earlier.</param>
    /// <param name="requested">The type of token that was asked for, or null.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> body, DateTimeOffset asked, DateTimeOffset now, string? requested, [NotNullWhen(true)] out ExchangeAnswer? answer, [NotNullWhen(false)] out string? fault)
    {
        answer = null;
        if (!CloudJson.TryRead(body, out var json)) fault = "the answer is not a strict JSON object";
        else if (json.Word("access_token") is not { } token) fault = "there is no usable 'access_token'";
        else if (json.Word("issued_token_type") is not { } issued) fault = "there is no 'issued_token_type' (RFC 8693 §2.2.1)";
        else if (requested is not null && issued != requested) fault = "'issued_token_type' is not the type that was asked for";
        else if (issued == TokenTypes.Refresh) fault = "a refresh token was given, and nobody is handed one";
        else if (!IsBearer(json.Word("token_type"), out var type)) fault = "'token_type' is neither Bearer nor N_A: such a token needs more than itself (RFC 6749 §7.1)";
        else if (!TryReadExpiration(json, token, asked, out var expiration)) fault = "how long the token lives is said neither by 'expires_in' nor by an 'exp' of its own";
        else if (expiration <= now) fault = "the token has expired already";
        else if (!TryReadScope(json, out var scope)) fault = "'scope' is not a list of scopes";
        else
        {
            answer = new ExchangeAnswer(new Secret(token), type, issued, expiration, scope);
            fault = null;
            return true;
        }

        return false;
    }

    /// <summary>The <c>error</c> of a refusal (RFC 6749 §5.2, RFC 8693 §2.2.2).</summary>
    public static string? ErrorCode(ReadOnlyMemory<byte> body) => CloudJson.TryRead(body, out var json) ? json.Word("error") : null;

    // RFC 6749 §5.1: in any casing. N_A is what is issued where the token is no access token (RFC 8693 §2.2.1).
    private static bool IsBearer(string? word, [NotNullWhen(true)] out string? type)
    {
        type = string.Equals(word, "Bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer" : string.Equals(word, "N_A", StringComparison.OrdinalIgnoreCase) ? "N_A" : null;
        return type is not null;
    }

    // The earlier of what the server and the token say.
    private static bool TryReadExpiration(CloudJson json, string value, DateTimeOffset asked, out DateTimeOffset expiration)
    {
        var own = UnverifiedJwt.TryRead(value)?.ExpiresAt;
        var said = asked + json.Seconds("expires_in");
        expiration = (said < own ? said : own ?? said) ?? default;
        return expiration != default && (said is not null || !json.Has("expires_in"));
    }

    private static bool TryReadScope(CloudJson json, out string? scope)
    {
        scope = json.Scalar("scope");
        return scope is null ? !json.Has("scope") : Scopes.AreWellFormed(scope.Split(' '));
    }
}
