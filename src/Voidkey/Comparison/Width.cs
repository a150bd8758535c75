namespace Voidkey.Comparison;

/// <summary>Which of two settings admits more.</summary>
internal static class Width
{
    /// <param name="isAtLeast">True where whatever the old one admits, the new one admits too.</param>
    /// <param name="isAtMost">True where whatever the new one admits, the old one admitted too.</param>
    public static ChangeDirection Of(bool isAtLeast, bool isAtMost) =>
        isAtLeast == isAtMost ? ChangeDirection.Other : isAtLeast ? ChangeDirection.Wider : ChangeDirection.Narrower;

    /// <summary>Of lists of what is accepted; null accepts anything.</summary>
    public static ChangeDirection OfLists(IReadOnlyList<string>? before, IReadOnlyList<string>? after, StringComparer comparer) => Of(
        isAtLeast: after is null || (before is not null && before.All(entry => after.Contains(entry, comparer))),
        isAtMost: before is null || (after is not null && after.All(entry => before.Contains(entry, comparer))));

    /// <summary>Of two amounts of which more admits more.</summary>
    public static ChangeDirection OfAmounts<T>(T before, T after)
        where T : IComparable<T> => Of(before.CompareTo(after) <= 0, before.CompareTo(after) >= 0);
}
