using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>One way into an identity: its subject, one alternative of its <c>match</c>, and one of its provider's <c>requiredClaims</c>, all of which must hold.</summary>
/// <param name="Issuer">The issuer of its tokens.</param>
/// <param name="Preset">What is known of them; null: nothing.</param>
/// <param name="Path">Where it stands: <c>clientIdentities[0].match</c>.</param>
internal sealed record Way(ClientIdentityConfig Identity, string Issuer, IdpPreset? Preset, IReadOnlyList<WayCondition> Conditions, ConfigPosition Position, string Path)
{
    /// <summary>True where strangers have tokens of the same issuer.</summary>
    public bool IsShared => Preset is not null && string.Equals(Preset.DefaultIssuer, Issuer, StringComparison.Ordinal);

    /// <summary>The conditions that ask for a value, and do not just exclude one.</summary>
    public IEnumerable<WayCondition> Asking => Conditions.Where(static condition => condition.Asks);

    public bool AsksFor(string claim) => Asking.Any(condition => condition.Claim == claim);
}

/// <summary>One test of one claim.</summary>
/// <param name="Claim">Its name, or its pointer where it is nested.</param>
/// <param name="Patterns">What it is compared with, and where each stands.</param>
/// <param name="At">Where it stands: <c>clientIdentities[0].match.ref</c>.</param>
internal sealed record WayCondition(string Claim, ClaimTest Test, IReadOnlyList<PlacedPattern> Patterns, ConfigPosition Position, ConfigPosition NamePosition, string At)
{
    public bool Asks => Test is ClaimTest.AnyOf or ClaimTest.Contains;

    /// <summary>The patterns that a value must match.</summary>
    public IReadOnlyList<PlacedPattern> Wanted => Asks ? Patterns : [];

    public IReadOnlyList<string>? ExactTexts => (Test as ClaimTest.AnyOf)?.ExactTexts;
}

/// <param name="IsAsWritten">True where the file says just this, with nothing substituted.</param>
internal sealed record PlacedPattern(ClaimPattern Pattern, ConfigPosition Position, bool IsAsWritten)
{
    /// <summary>The pattern as globs, one an alternative. A regular expression becomes something near it, for a look and never for a decision.</summary>
    public IReadOnlyList<string> Globs { get; } = PatternText.Globs(Pattern);

    public bool HasForm => Pattern.Kind is PatternKind.Glob or PatternKind.Regex;
}

/// <param name="Order">Its place among all identities.</param>
/// <param name="Rule">What it was resolved to.</param>
internal sealed record LintedIdentity(int Order, ClientIdentityConfig Written, IdentityRule Rule, IReadOnlyList<Way> Ways);
