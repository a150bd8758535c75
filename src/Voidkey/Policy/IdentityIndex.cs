using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>Finds the identities that may match a caller without looking at all of them: by subject, and by a claim that must have one of a few texts.</summary>
/// <remarks>It only narrows down; whether an identity matches is always decided by <see cref="IdentityRule.Holds"/>.</remarks>
internal sealed class IdentityIndex
{
    private readonly IdentityRule[] _rules;
    private readonly Dictionary<string, OfIdp> _byIdp = new(StringComparer.Ordinal);

    public IdentityIndex(IEnumerable<IdentityRule> rules)
    {
        _rules = [.. rules];
        foreach (var group in Enumerable.Range(0, _rules.Length).GroupBy(i => _rules[i].Idp)) _byIdp[group.Key] = new OfIdp(_rules, [.. group]);
    }

    /// <returns>The identities that match, in the order of the configuration.</returns>
    public IReadOnlyList<IdentityRule> Find(Principal caller, Circumstances at)
    {
        if (!_byIdp.TryGetValue(caller.Idp, out var idp)) return [];

        var found = new List<int>();
        foreach (var i in idp.Candidates(caller))
        {
            if (_rules[i].Holds(caller, at)) found.Add(i);
        }

        if (found.Count == 1) return [_rules[found[0]]];
        return [.. found.Distinct().Order().Select(i => _rules[i])];
    }

    /// <summary>Identities to look at for a key, whether or not they match: some that have the caller's subject or a claim of his, and some that have the key.</summary>
    /// <remarks>Where few have the key, or nobody, others stand in for them: how many there are to look at says nothing about who has it.</remarks>
    /// <param name="limit">How many; fewer only where the provider has fewer.</param>
    /// <returns>In the order of the configuration.</returns>
    public IEnumerable<IdentityRule> Near(Principal caller, string key, int limit)
    {
        if (!_byIdp.TryGetValue(caller.Idp, out var idp)) return [];
        return idp.Candidates(caller).Take(limit / 2).Concat(idp.Having(key)).Distinct().Take(limit).Order().Select(i => _rules[i]);
    }

    private sealed class OfIdp
    {
        private readonly int[] _all;
        private readonly Dictionary<string, List<int>> _byKey = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<int>> _bySubject = new(StringComparer.Ordinal);
        private readonly List<(ClaimPath Path, Dictionary<string, List<int>> ByText)> _byClaim = [];
        private readonly List<int> _others = [];

        public OfIdp(IdentityRule[] rules, int[] own)
        {
            _all = own;

            // A claim with many values tells identities apart better than one that all of them ask for.
            var values = own.SelectMany(i => rules[i].Match).SelectMany(static rule => rule.Conditions).Where(static condition => condition.ExactTexts is not null)
                .GroupBy(static condition => condition.Path.Text, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.SelectMany(static condition => condition.ExactTexts!).Distinct(StringComparer.Ordinal).Count(), StringComparer.Ordinal);
            foreach (var i in own)
            {
                if (rules[i].Subject is { } subject) Add(_bySubject, subject, i);
                else foreach (var alternative in rules[i].Match) Add(alternative, i, values);
                foreach (var key in rules[i].Keys) Add(_byKey, key.Name, i);
            }
        }

        public IEnumerable<int> Candidates(Principal caller)
        {
            var candidates = _bySubject.GetValueOrDefault(caller.Subject) ?? Enumerable.Empty<int>();
            foreach (var (path, byText) in _byClaim)
            {
                if (path.TryFind(caller.Claims, out var claim) && claim.TryGetText(out var text) && byText.TryGetValue(text, out var some)) candidates = candidates.Concat(some);
            }

            return _others.Count == 0 ? candidates : candidates.Concat(_others);
        }

        /// <summary>Those that have the key, then all.</summary>
        public IEnumerable<int> Having(string key) => (_byKey.GetValueOrDefault(key) ?? Enumerable.Empty<int>()).Concat(_all);

        private void Add(ClaimRule alternative, int i, Dictionary<string, int> values)
        {
            var telling = alternative.Conditions.Where(static condition => condition.ExactTexts is not null).MaxBy(condition => values[condition.Path.Text]);
            if (telling is null)
            {
                _others.Add(i);
                return;
            }

            var known = _byClaim.FindIndex(entry => entry.Path.Text == telling.Path.Text);
            if (known < 0) _byClaim.Add((telling.Path, new Dictionary<string, List<int>>(StringComparer.Ordinal)));
            foreach (var text in telling.ExactTexts!) Add(_byClaim[known < 0 ? ^1 : known].ByText, text, i);
        }

        private static void Add(Dictionary<string, List<int>> index, string text, int i)
        {
            if (!index.TryGetValue(text, out var entries)) index[text] = entries = [];
            entries.Add(i);
        }
    }
}
