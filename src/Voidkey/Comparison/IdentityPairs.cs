namespace Voidkey.Comparison;

/// <summary>Finds for each identity of one configuration the one that it was in the other: by its name, else by whom it is for.</summary>
internal static class IdentityPairs
{
    /// <returns>In the order of the new configuration, then those that are gone. Never two nulls.</returns>
    public static IReadOnlyList<(ComparedIdentity? Before, ComparedIdentity? After)> Of(IReadOnlyList<ComparedIdentity> old, IReadOnlyList<ComparedIdentity> @new)
    {
        var left = old.ToList();
        var found = new ComparedIdentity?[@new.Count];

        // Names need not be unique: those that stayed as they were first, so that the one that changed is told as changed.
        foreach (var keyOf in new Func<ComparedIdentity, object?>[] { static one => (one.Rule.Name, Whole(one)), static one => one.Rule.Name, Whole, Callers })
        {
            // Of several that are alike the first, each once.
            var byKey = left.GroupBy(keyOf).Where(static group => group.Key is not null).ToDictionary(static group => group.Key!, static group => new Queue<ComparedIdentity>(group));
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is null && keyOf(@new[i]) is { } key && byKey.TryGetValue(key, out var alike) && alike.TryDequeue(out var before)) found[i] = before;
            }

            var known = found.ToHashSet(ReferenceEqualityComparer.Instance);
            left.RemoveAll(known.Contains);
        }

        return [.. @new.Select((after, i) => (found[i], (ComparedIdentity?)after)), .. left.Select(static before => ((ComparedIdentity?)before, (ComparedIdentity?)null))];
    }

    private static object Whole(ComparedIdentity one) => (Callers(one), one.Written.Section.AsWritten(static member => member == "constraints"));

    private static object Callers(ComparedIdentity one) => (one.Rule.Idp, one.Rule.Subject, one.Written.MatchText);
}
