using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>The broker's own token, as its identity provider issued it.</summary>
/// <param name="Value">The token: a JWT, or opaque.</param>
/// <param name="Lifetime">How long it lives from the moment it was asked for.</param>
/// <param name="Claims">Its issuer and audience where it is a JWT, as it says itself; null where it is opaque.</param>
public sealed record BrokerToken(Secret Value, TimeSpan Lifetime, UnverifiedClaims? Claims = null)
{
    public Secret Value { get; init => (field, FormValue) = (value, Escaped(value)); } = Value;

    /// <summary>The token as the value of a form's member: percent-encoded (RFC 3986 §2.1), blanks as <c>%20</c>. Made once, because every mint sends it; a JWT is the same.</summary>
    public Secret FormValue { get; private init; } = Escaped(Value);

    private static Secret Escaped(Secret value)
    {
        var (text, escaped) = (value.Reveal(), Uri.EscapeDataString(value.Reveal()));
        return ReferenceEquals(text, escaped) ? value : new Secret(escaped);
    }
}
