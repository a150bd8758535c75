using Voidkey.Identity;

namespace Voidkey;

/// <summary>Whether a caller may have a key, and why. Nothing was minted to find out.</summary>
/// <param name="Refusal">What a mint of the key would have been refused with; null: it would have been granted.</param>
/// <param name="Keys">What this caller may mint, in the order of the configuration.</param>
/// <param name="Claims">The token's claims by name, shortened and printable.</param>
/// <param name="Identities">The identities that have the key, as far as the reader may see them: the nearest first, 5 at most.</param>
public sealed record Explanation(
    Principal Principal,
    string Key,
    BrokerError? Refusal,
    IReadOnlyList<string> Keys,
    IReadOnlyDictionary<string, string> Claims,
    IReadOnlyList<IdentityTrace> Identities);

/// <summary>One identity, looked at for one caller: the alternative of its <c>match</c> that comes nearest.</summary>
/// <param name="Path">Where it stands, for example <c>clientIdentities[3]</c>.</param>
/// <param name="Name">What the configuration calls it, if anything.</param>
/// <param name="Failing">How many conditions fail; 0: it holds.</param>
/// <param name="Conditions">Those that fail first, 10 at most.</param>
public sealed record IdentityTrace(string Path, string? Name, int Failing, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>What asks for nothing holds for nobody.</summary>
    public bool Holds => Failing == 0 && Conditions.Count > 0;
}

/// <param name="Claim">Which claim, as it is written; <c>constraints.…</c> where it is about the moment or the network.</param>
/// <param name="Wanted">What must be, as it is written: what a substitution stands for is not told. Printable, about 200 characters at most, as is <paramref name="Got"/>.</param>
/// <param name="Got">What there was; null where there was nothing.</param>
public sealed record ConditionTrace(string Claim, bool Holds, string Wanted, string? Got);
