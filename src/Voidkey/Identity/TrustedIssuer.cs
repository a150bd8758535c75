using System.Text.Json;
using Voidkey.Configuration;

namespace Voidkey.Identity;

/// <summary>One client identity provider, resolved: what a token of it must be like.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The exact <c>iss</c>.</param>
/// <param name="Audiences">One of these must be in <c>aud</c>, exactly; null: not checked, which the operator has waived in so many words.</param>
/// <param name="Algorithms">What its tokens may be signed with; never empty.</param>
/// <param name="TokenTypes">The accepted <c>typ</c> values; an absent <c>typ</c> is accepted too.</param>
/// <param name="ClockSkew">How far its clock may be off, 0–60 s.</param>
/// <param name="MaxTokenAge">How long ago a token may have been issued.</param>
/// <param name="Keys">Where its keys come from.</param>
/// <param name="Type">The preset's name, <c>oidc</c>, or its custom type: what callers are told of it.</param>
/// <param name="RequiredClaims">What its tokens must say beside the registered claims; null: nothing.</param>
/// <param name="AllowedUses">How often each of its tokens may be used; null: as often as it is valid.</param>
/// <param name="Verifier">What verifies its tokens, which are no JWTs; null: we do, with its keys.</param>
internal sealed record TrustedIssuer(
    string Name,
    string Issuer,
    IReadOnlyList<string>? Audiences,
    IReadOnlyList<SignatureAlgorithm> Algorithms,
    IReadOnlyList<string> TokenTypes,
    TimeSpan ClockSkew,
    TimeSpan MaxTokenAge,
    KeyOrigin Keys,
    string Type = TrustedIssuer.UnknownType,
    RequiredClaims? RequiredClaims = null,
    int? AllowedUses = null,
    IBoundIdp? Verifier = null)
{
    /// <summary>How people get a token of it; null: they do not. Nothing that verifies looks at it.</summary>
    public IdpLogin? Login { get; init; }

    /// <summary>The type of a provider that no preset is for.</summary>
    public const string UnknownType = "oidc";

    public static readonly TimeSpan DefaultClockSkew = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultMaxTokenAge = TimeSpan.FromHours(24);

    /// <summary>The most that <see cref="ClockSkew"/> may be.</summary>
    public static readonly TimeSpan LongestClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>The most that <see cref="MaxTokenAge"/> may be.</summary>
    public static readonly TimeSpan LongestTokenAge = TimeSpan.FromHours(24);

    /// <summary>An ID token, a plain JWT and an RFC 9068 access token. Logout, event and DPoP tokens are for other purposes (RFC 8725 §3.11).</summary>
    public static readonly IReadOnlyList<string> DefaultTokenTypes = ["JWT", "at+jwt"];

    /// <summary>True where both have the same keys, if those come from the same place. Whatever is added to the record counts, unless it is said here not to.</summary>
    public bool HasKeysOf(TrustedIssuer other) =>
        Algorithms.SequenceEqual(other.Algorithms)
        && this with
        {
            Algorithms = other.Algorithms,
            Audiences = other.Audiences,
            TokenTypes = other.TokenTypes,
            ClockSkew = other.ClockSkew,
            MaxTokenAge = other.MaxTokenAge,
            Keys = other.Keys,
            RequiredClaims = other.RequiredClaims,
            AllowedUses = other.AllowedUses,
            Login = other.Login,
        } == other;

    public SignatureAlgorithm? FindAlgorithm(string name)
    {
        foreach (var algorithm in Algorithms)
        {
            if (string.Equals(algorithm.Name, name, StringComparison.Ordinal)) return algorithm;
        }

        return null;
    }

    /// <summary>Media types compare without case, and <c>application/</c> may be left out (RFC 7515 §4.1.9).</summary>
    public bool AcceptsType(string? type)
    {
        if (type is null) return true;

        const string Prefix = "application/";
        var name = type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type;
        return TokenTypes.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>Looks at the claims of a token whose signature is verified.</summary>
/// <returns>The names of those that are not as required, for the log; null where all are.</returns>
internal delegate string? RequiredClaims(JsonElement claims);
