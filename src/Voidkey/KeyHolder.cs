namespace Voidkey;

/// <summary>Identities that have a key, or any: a part of them, as many as fit into one answer.</summary>
/// <param name="Holders">By key in the order of the configuration, and for each key in that order too.</param>
/// <param name="Next">From where on the rest is to be asked for; null: there is no more.</param>
public sealed record KeyHolders(IReadOnlyList<KeyHolder> Holders, int? Next);

/// <summary>An identity that has a key: whoever meets one of its alternatives may mint it. Texts are as they are written, nothing substituted, printable, and cut at 200 characters.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Identity">Where the identity stands, for example <c>clientIdentities[3]</c>.</param>
/// <param name="Name">What it is called, if anything.</param>
/// <param name="Idp">The client IdP that must vouch for the caller; what that requires of all its tokens holds too.</param>
/// <param name="Alternatives">All conditions of one must hold. Of many the first 10, and of each the first 10 conditions.</param>
/// <param name="HasMore">True where there are more than those.</param>
/// <param name="Provider">The access provider.</param>
/// <param name="Target">What the credentials are for, in the cloud's words.</param>
/// <param name="Lifetime">What is granted when nothing is asked for.</param>
/// <param name="Cap">The longest lifetime that is granted.</param>
/// <param name="IsAlone">False where another identity defines the key otherwise: to a caller whom both match it is refused.</param>
public sealed record KeyHolder(
    string Key,
    string Identity,
    string? Name,
    string Idp,
    IReadOnlyList<IReadOnlyList<WantedCondition>> Alternatives,
    bool HasMore,
    string Provider,
    string Target,
    TimeSpan Lifetime,
    TimeSpan Cap,
    bool IsAlone);

/// <param name="Claim">Which claim, as it is written; <c>constraints.…</c> where it is about the moment or the network.</param>
/// <param name="Wanted">What must be.</param>
public sealed record WantedCondition(string Claim, string Wanted);
