using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>Decides what a verified caller may have: step 2 of a mint. Asks nobody and changes nothing.</summary>
internal sealed class GrantPolicy(IEnumerable<IdentityRule> identities)
{
    private readonly Dictionary<(string Idp, string Subject), IdentityRule> _identities =
        identities.ToDictionary(static identity => (identity.Idp, identity.Subject));

    /// <summary>Decides every key that was asked for, or all keys of the identity where <paramref name="keys"/> is null.</summary>
    /// <param name="lifetime">What was asked for, at least a second; null: each key's own.</param>
    /// <returns>A grant a key in the order asked for, each once; or the refusal of the first that is not granted.</returns>
    public Result<Grant[]> Authorize(Principal principal, IReadOnlyList<string>? keys, TimeSpan? lifetime)
    {
        if (!_identities.TryGetValue((principal.Idp, principal.Subject), out var identity)) return BrokerError.Forbidden("no identity has this idp and subject", keys?[0]);
        if (keys is null && identity.Keys.Count == 0) return BrokerError.Forbidden("the identity has no keys");

        IEnumerable<string> names = keys is { Count: 1 } ? keys : keys?.Distinct(StringComparer.Ordinal) ?? identity.Keys.Select(static key => key.Name);
        var grants = new List<Grant>(keys?.Count ?? identity.Keys.Count);
        foreach (var name in names)
        {
            var decided = Decide(identity, name, lifetime);
            if (!decided.TryGet(out var grant, out var error)) return error;
            grants.Add(grant);
        }

        return grants.ToArray();
    }

    /// <summary>The keys that this caller may mint.</summary>
    public Result<IdentityRule> Find(Principal principal) =>
        _identities.TryGetValue((principal.Idp, principal.Subject), out var identity) ? identity : BrokerError.Forbidden("no identity has this idp and subject");

    private static Result<Grant> Decide(IdentityRule identity, string name, TimeSpan? lifetime)
    {
        if (identity.Find(name) is not { } rule) return BrokerError.Forbidden("the identity has no such key", name);
        if (lifetime < rule.Key.Lifetimes.Minimum)
            return BrokerError.InvalidRequest($"The duration is below what the cloud allows: at least {rule.Key.Lifetimes.Minimum.TotalSeconds:0} seconds.", name);
        return new Grant(rule, LifetimeOf(rule, lifetime));
    }

    // What is asked for above the cap is lowered to it, and the cap stays what it was for the next caller.
    private static TimeSpan LifetimeOf(KeyRule rule, TimeSpan? asked) => asked is not { } wanted ? rule.Lifetime : wanted < rule.Cap ? wanted : rule.Cap;
}
