using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Tokens;

/// <summary>What can be seen wrong with a token without its issuer's keys. Each finding is a sentence about the token.</summary>
internal static class TokenFindings
{
    /// <summary>Whatever the broker is: the claims that a subject token must have, and the clock on the wall.</summary>
    public static IReadOnlyList<string> Of(UnverifiedToken token, DateTimeOffset now)
    {
        var findings = new List<string>();

        // RFC 8725 §3.1: no broker can take what anybody can write.
        if (token.Algorithm is null or "none" or "None" or "NONE" || token.Algorithm.StartsWith("HS", StringComparison.Ordinal)) findings.Add($"it is signed with {token.Algorithm ?? "no algorithm"}, which proves nothing to a broker");
        if (string.IsNullOrEmpty(token.Issuer)) findings.Add("it names no issuer (iss)");
        if (string.IsNullOrEmpty(token.Subject)) findings.Add("it names no subject (sub)");
        if (token.ExpiresAt is not { } expires) findings.Add("it does not say when it expires (exp)");
        else if (expires <= now) findings.Add($"it expired at {Instants.Format(expires)}");
        if (token.NotBefore is { } start && start > now) findings.Add($"it is not valid before {Instants.Format(start)}");
        return findings;
    }

    /// <summary>Why this broker would not even look at it: another issuer, or another audience.</summary>
    public static string? Against(UnverifiedToken token, BrokerMetadata broker)
    {
        // Exactly, as the broker compares.
        if (broker.IdentityProviders.FirstOrDefault(p => p.Issuer == token.Issuer) is not { } idp)
            return $"the broker trusts no issuer {token.Issuer ?? "of that kind"}; it trusts {(broker.IdentityProviders.Count == 0 ? "nobody" : string.Join(", ", broker.IdentityProviders.Select(p => p.Issuer)))}";
        if (idp.Audience is not { Count: > 0 } wanted || token.Audience.Any(wanted.Contains)) return null;
        return $"it is for {(token.Audience.Count == 0 ? "nobody in particular" : string.Join(", ", token.Audience))}, and the broker wants it to be for {string.Join(" or ", wanted)}";
    }
}
