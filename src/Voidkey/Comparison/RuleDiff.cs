using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>A condition that differs, and what all that differ together come to.</summary>
internal sealed record RuleChange(ChangeDirection Direction, string Setting, string? Before, string? After);

/// <summary>Compares conditions on claims.</summary>
internal static class RuleDiff
{
    /// <param name="match">The member with the conditions.</param>
    /// <param name="subject">The member with the subject, if there is such a one.</param>
    public static IEnumerable<RuleChange> Of(string match, ConfigSection old, ConfigSection @new, string? subject = null)
    {
        Rule before = Rule.Of(old, match, subject), after = Rule.Of(@new, match, subject);
        var direction = Width.Of(isAtLeast: before.IsWithin(after), isAtMost: after.IsWithin(before));
        var differ = new NodeDiff(old, @new);
        return (subject is null ? differ.Member(match) : differ.Member(subject).Concat(differ.Member(match))).Select(change => new RuleChange(direction, change.Setting, change.Before, change.After));
    }
}
