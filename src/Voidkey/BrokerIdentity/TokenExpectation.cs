namespace Voidkey.BrokerIdentity;

/// <summary>What <c>brokerAuth</c> expects of the broker's token. An opaque token tells nothing and passes; the cloud decides.</summary>
/// <param name="Issuer">The exact <c>iss</c>; null: not compared.</param>
/// <param name="Audience">A text that <c>aud</c> must hold; null: not compared.</param>
internal sealed record TokenExpectation(string? Issuer, string? Audience)
{
    /// <returns>Why the token is not the expected one, or null.</returns>
    public string? Fault(BrokerToken token)
    {
        if (token.Claims is not { } claims) return null;
        if (Issuer is not null && !string.Equals(claims.Issuer, Issuer, StringComparison.Ordinal)) return "the broker's token is not from 'expectedIssuer'";
        if (Audience is not null && !claims.Audience.Contains(Audience, StringComparer.Ordinal)) return "the broker's token is not for 'expectedAudience'";
        return null;
    }
}
