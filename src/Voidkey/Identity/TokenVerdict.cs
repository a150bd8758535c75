namespace Voidkey.Identity;

/// <summary>What became of a token that an <see cref="IBoundIdp"/> verified. What the caller is told is the same of every refusal; causes go to the log.</summary>
public sealed class TokenVerdict
{
    private TokenVerdict(ReadOnlyMemory<byte> claims, BrokerError? error) => (Claims, Error) = (claims, error);

    /// <summary>The claims of a genuine token; empty where there is an error.</summary>
    internal ReadOnlyMemory<byte> Claims { get; }

    internal BrokerError? Error { get; }

    /// <summary>The token is genuine.</summary>
    /// <param name="claims">
    /// What it says, as one strict JSON object in UTF-8 of at most 16,384 bytes, with the claims of RFC 7519 §4.1: <c>iss</c> (the entry's <c>issuer</c>), <c>sub</c>, <c>aud</c>, <c>iat</c> and
    /// <c>exp</c> are required, <c>nbf</c> and <c>jti</c> are heard where they stand. Beside them anything that a <c>match</c> may ask for.
    /// </param>
    public static TokenVerdict Genuine(ReadOnlyMemory<byte> claims) => new(claims, null);

    /// <summary>The token is not, or cannot be read: 401.</summary>
    /// <param name="cause">For the log. Nothing of the token.</param>
    public static TokenVerdict Refused(string cause) => new(default, BrokerError.InvalidToken(cause));

    /// <summary>Whether it is cannot be told for now: 503.</summary>
    /// <param name="cause">For the log. Nothing of the token, and no upstream's text.</param>
    public static TokenVerdict Unavailable(string cause) => new(default, BrokerError.CallerKeys(cause, TimeSpan.FromSeconds(1)));
}
