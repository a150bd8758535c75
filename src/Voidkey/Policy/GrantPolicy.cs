using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>Decides what a verified caller may have: step 2 of a mint. Asks nobody and changes nothing.</summary>
internal sealed class GrantPolicy(IReadOnlyList<IdentityRule> identities)
{
    // How many identities are looked at for the 5 that come nearest: a refusal must stay cheap, however many there are.
    private const int MaxLookedAt = 32;
    private const int MaxShown = 5;

    private readonly IdentityIndex _identities = new(identities);

    // Apart, so that an answer to a caller never comes near the others: not in what it says, nor in the time it takes.
    private readonly IdentityIndex _explained = new(identities.Where(static identity => identity.IsExplainedToCallers));

    /// <summary>Decides every key that was asked for, or all keys of the caller where <paramref name="keys"/> is null.</summary>
    /// <param name="lifetime">What was asked for, at least a second; null: each key's own.</param>
    /// <returns>A grant a key in the order asked for, each once; or the refusal of the first that is not granted.</returns>
    public Result<Grant[]> Authorize(Principal principal, Circumstances at, IReadOnlyList<string>? keys, TimeSpan? lifetime)
    {
        var matching = _identities.Find(principal, at);
        if (matching.Count == 0) return BrokerError.Forbidden("no identity matches", keys?[0]);

        IEnumerable<string> names = keys is { Count: 1 } ? keys : keys?.Distinct(StringComparer.Ordinal) ?? NamesOf(matching);
        var grants = new List<Grant>(keys?.Count ?? matching[0].Keys.Count);
        foreach (var name in names)
        {
            var decided = Decide(principal, matching, name, lifetime);
            if (!decided.TryGet(out var grant, out var error)) return error;
            grants.Add(grant);
        }

        return grants.Count == 0 ? BrokerError.Forbidden("the identity has no keys") : grants.ToArray();
    }

    /// <summary>The keys that this caller may mint, in the order of the configuration.</summary>
    public Result<KeyRule[]> Find(Principal principal, Circumstances at)
    {
        var matching = _identities.Find(principal, at);
        if (matching.Count == 0) return BrokerError.Forbidden("no identity matches");
        return NamesOf(matching).Select(name => Single(matching, name)).OfType<KeyRule>().ToArray();
    }

    /// <summary>The identities that match, in the order of the configuration.</summary>
    public IReadOnlyList<IdentityRule> Matching(Principal principal, Circumstances at) => _identities.Find(principal, at);

    /// <summary>Decides as a mint does, and says why.</summary>
    /// <param name="reader">Who will read it, and so which identities are in it.</param>
    public Explanation Explain(Principal principal, Circumstances at, string key, ExplanationReader reader)
    {
        Authorize(principal, at, [key], null).TryGet(out _, out var refusal);
        var keys = Find(principal, at).TryGet(out var rules, out _) ? rules : [];
        var shown = reader == ExplanationReader.Operator ? _identities : _explained;
        return new Explanation(principal, key, refusal, [.. keys.Select(static rule => rule.Name)], ShownText.OfAll(principal.Claims), Trace(shown, principal, at, key));
    }

    /// <summary>What the record of a denial holds: how near the caller came to the key. Empty where nothing was denied for what he is.</summary>
    public IReadOnlyList<IdentityTrace> Trace(Principal principal, Circumstances at, BrokerError refusal) =>
        refusal is { Code: BrokerErrorCode.Forbidden or BrokerErrorCode.AmbiguousGrant, Key: { } key } ? Trace(_identities, principal, at, key) : [];

    // Identities without the key are looked at and left out: else a refusal took longer where somebody has the key than where nobody has.
    private static IdentityTrace[] Trace(IdentityIndex identities, Principal principal, Circumstances at, string key) =>
    [
        .. identities.Near(principal, key, MaxLookedAt).Select(identity => (Identity: identity, Has: identity.Find(key) is not null, Failing: identity.Failing(principal, at)))
            .OrderByDescending(static one => one.Has).ThenBy(static one => one.Failing).Take(MaxShown)
            .Select(one => (one.Has, Trace: one.Identity.Trace(principal, at))).Where(static one => one.Has).Select(static one => one.Trace),
    ];

    private static Result<Grant> Decide(Principal principal, IReadOnlyList<IdentityRule> matching, string name, TimeSpan? lifetime)
    {
        if (Single(matching, name) is not { } rule)
        {
            string[] defining = [.. matching.Where(identity => identity.Find(name) is not null).Select(static identity => identity.Label)];
            return defining.Length == 0
                ? BrokerError.Forbidden("no identity that matches has such a key", name)
                : BrokerError.AmbiguousGrant($"several identities that match define this key, and not alike: {string.Join(", ", defining)}", name);
        }

        if (!rule.Key.HonoursLifetime) lifetime = null;
        if (lifetime < rule.Key.Lifetimes.Minimum)
            return BrokerError.InvalidRequest($"The duration is below what the cloud allows: at least {rule.Key.Lifetimes.Minimum.TotalSeconds:0} seconds.", name);
        if (!CallerTexts.For(rule.Key, principal).TryGet(out var texts, out var error)) return error with { Key = name };
        if (!rule.Outputs.For(principal).TryGet(out var outputs, out error)) return error with { Key = name };
        return new Grant(rule, IdentityWith(matching, name), LifetimeOf(rule, lifetime), texts, outputs);
    }

    /// <returns>The key's one definition; null where there is none, or where there are two that differ.</returns>
    private static KeyRule? Single(IReadOnlyList<IdentityRule> matching, string name)
    {
        KeyRule? only = null;
        foreach (var identity in matching)
        {
            if (identity.Find(name) is not { } key) continue;
            if (only is not null && !string.Equals(only.Definition, key.Definition, StringComparison.Ordinal)) return null;
            only ??= key;
        }

        return only;
    }

    private static IdentityRule IdentityWith(IReadOnlyList<IdentityRule> matching, string name)
    {
        foreach (var identity in matching)
        {
            if (identity.Find(name) is not null) return identity;
        }

        throw new InvalidOperationException("A key that was found has no identity.");
    }

    private static IEnumerable<string> NamesOf(IReadOnlyList<IdentityRule> matching) =>
        matching.SelectMany(static identity => identity.Keys).Select(static key => key.Name).Distinct(StringComparer.Ordinal);

    // What is asked for above the cap is lowered to it, and the cap stays what it was for the next caller.
    private static TimeSpan LifetimeOf(KeyRule rule, TimeSpan? asked) => asked is not { } wanted ? rule.Lifetime : wanted < rule.Cap ? wanted : rule.Cap;
}
