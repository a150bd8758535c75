using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.PolicyTests;

/// <summary>Decides the keys of tests with one configuration, as a mint would.</summary>
internal sealed class TestedPolicy(BrokerSnapshot snapshot, DateTimeOffset now)
{
    private readonly GrantPolicy _policy = new(snapshot.Identities);

    public TestedDecision Decide(PolicyTestConfig test, string key)
    {
        var moment = test.At ?? now;
        if (snapshot.Issuers.FirstOrDefault(candidate => candidate.Name == test.Idp) is not { } issuer) return TestedDecision.Denied("there is no client IdP of this name");
        if (!TestCaller.Of(test, issuer, moment).TryGet(out var caller, out var error)) return TestedDecision.Denied($"a token like this is not accepted: {error.Cause}");

        var at = Circumstances.At(moment, test.SourceIp);
        if (!_policy.Authorize(caller, at, [key], lifetime: null).TryGet(out _, out error))
            return TestedDecision.Denied(error.Cause ?? error.Message) with { Nearest = _policy.Trace(caller, at, error) is [var nearest, ..] ? nearest : null };
        return new TestedDecision(true, "") { Granting = [.. _policy.Matching(caller, at).Where(identity => identity.Find(key) is not null)] };
    }
}

/// <param name="Why">Why it is denied; empty where it is allowed.</param>
internal sealed record TestedDecision(bool IsAllowed, string Why)
{
    /// <summary>Of a denial the identity with the key that comes nearest, if there is any.</summary>
    public IdentityTrace? Nearest { get; init; }

    /// <summary>Who grants it.</summary>
    public IReadOnlyList<IdentityRule> Granting { get; init; } = [];

    public static TestedDecision Denied(string why) => new(false, why);
}
