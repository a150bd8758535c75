using System.Text.Json;

namespace Voidkey.Policy;

/// <summary>One thing that must hold of one claim. An absent claim, or one of another type, never holds, but for <c>exists: false</c>.</summary>
internal abstract class ClaimTest
{
    /// <param name="claim">The claim, or null where it is absent.</param>
    public abstract bool Holds(JsonElement? claim);

    private static bool AnyMatches(IReadOnlyList<ClaimPattern> patterns, JsonElement value)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(value)) return true;
        }

        return false;
    }

    /// <summary>The claim is a scalar that one of the patterns matches.</summary>
    public sealed class AnyOf(IReadOnlyList<ClaimPattern> patterns) : ClaimTest
    {
        public IReadOnlyList<ClaimPattern> Patterns => patterns;

        /// <summary>The only texts that hold; null where other texts or values may.</summary>
        public IReadOnlyList<string>? ExactTexts { get; } = patterns.All(static pattern => pattern.ExactText is not null) ? [.. patterns.Select(static pattern => pattern.ExactText!)] : null;

        public override bool Holds(JsonElement? claim) => claim is { } value && AnyMatches(patterns, value);
    }

    /// <summary>The claim is a scalar of a pattern's type that none of them matches.</summary>
    public sealed class NoneOf(IReadOnlyList<ClaimPattern> patterns) : ClaimTest
    {
        public IReadOnlyList<ClaimPattern> Patterns => patterns;

        public override bool Holds(JsonElement? claim) =>
            claim is { } value && patterns.Any(pattern => pattern.IsComparable(value)) && !AnyMatches(patterns, value);
    }

    /// <summary>The claim is a list in which one of the patterns, or each of them, matches an entry.</summary>
    public sealed class Contains(IReadOnlyList<ClaimPattern> patterns, bool all) : ClaimTest
    {
        public IReadOnlyList<ClaimPattern> Patterns => patterns;

        public bool All => all;

        public override bool Holds(JsonElement? claim)
        {
            if (claim is not { ValueKind: JsonValueKind.Array } list) return false;
            return all ? patterns.All(pattern => IsIn(list, pattern)) : patterns.Any(pattern => IsIn(list, pattern));
        }

        private static bool IsIn(JsonElement list, ClaimPattern pattern)
        {
            foreach (var entry in list.EnumerateArray())
            {
                if (pattern.Matches(entry)) return true;
            }

            return false;
        }
    }

    /// <summary>The claim is there, or is not.</summary>
    public sealed class Exists(bool wanted) : ClaimTest
    {
        public bool Wanted => wanted;

        public override bool Holds(JsonElement? claim) => claim is not null == wanted;
    }
}
