namespace Voidkey.Policy;

/// <summary>Says who may mint what, from the rules that decide mints and from nothing else.</summary>
internal sealed class KeyHolding
{
    private const int MostAlternatives = 10;
    private const int MostConditions = 10;

    // An answer stays below what a client reads, also where every character takes three bytes.
    private const int MostText = 256 * 1024;
    private const int TextOfHolder = 300;
    private const int TextOfCondition = 40;

    private readonly List<(IdentityRule Identity, KeyRule Key)> _all;
    private readonly Dictionary<string, List<(IdentityRule Identity, KeyRule Key)>> _byKey = new(StringComparer.Ordinal);

    public KeyHolding(IReadOnlyList<IdentityRule> identities)
    {
        foreach (var identity in identities)
        {
            foreach (var key in identity.Keys)
            {
                if (!_byKey.TryGetValue(key.Name, out var holders)) _byKey[key.Name] = holders = [];
                holders.Add((identity, key));
            }
        }

        // A dictionary that nothing was removed from is in the order in which it was filled; said here, not relied on.
        _all = [.. identities.SelectMany(static identity => identity.Keys).Select(static key => key.Name).Distinct(StringComparer.Ordinal).SelectMany(name => _byKey[name])];
    }

    /// <param name="key">Which; null: all of them.</param>
    /// <param name="from">How many to pass over, from 0.</param>
    public KeyHolders Find(string? key, int from)
    {
        var wanted = key is null ? _all : _byKey.GetValueOrDefault(key) ?? [];
        var (holders, text) = (new List<KeyHolder>(), 0);
        foreach (var (identity, rule) in wanted.Skip(from))
        {
            var holder = Of(identity, rule);
            text += TextOfHolder + holder.Alternatives.SelectMany(static alternative => alternative).Sum(static condition => TextOfCondition + condition.Claim.Length + condition.Wanted.Length);
            if (text > MostText && holders.Count > 0) return new KeyHolders(holders, from + holders.Count);
            holders.Add(holder);
        }

        return new KeyHolders(holders, null);
    }

    private KeyHolder Of(IdentityRule identity, KeyRule rule) => new(
        rule.Name,
        identity.Path,
        identity.Name is null ? null : ShownText.Shown(identity.Name),
        identity.Idp,
        [.. identity.Alternatives.Take(MostAlternatives).Select(static alternative => (IReadOnlyList<WantedCondition>)[.. alternative.Take(MostConditions).Select(static one => new WantedCondition(ShownText.Shown(one.Name), ShownText.Shown(one.Wanted)))])],
        identity.Alternatives.Count > MostAlternatives || identity.Alternatives.Any(static alternative => alternative.Count > MostConditions),
        rule.Provider,
        ShownText.Shown(rule.Key.Target),
        rule.Lifetime,
        rule.Cap,
        _byKey[rule.Name].TrueForAll(other => string.Equals(other.Key.Definition, rule.Definition, StringComparison.Ordinal)));
}
