namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /v1/admin/who-can</c>: which identities have a key, by the rules that decide mints.</summary>
/// <param name="Configuration">The hash of the configuration that they are of.</param>
/// <param name="Holders">By key in the order of the configuration, and for each key in that order too.</param>
/// <param name="Next">What to ask for as <c>from</c> for the rest; left out where there is no more.</param>
public sealed record WhoCan(string Configuration, IReadOnlyList<WhoCanHolder> Holders, int? Next = null);

/// <summary>An identity that has a key. Texts are as they are written, nothing substituted, printable, and cut at 200 characters.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Identity">Where the identity stands, for example <c>clientIdentities[3]</c>.</param>
/// <param name="Idp">The client IdP that must vouch for the caller; what that requires of all its tokens holds too.</param>
/// <param name="Alternatives">All conditions of one must hold. Of many the first 10, and of each the first 10 conditions.</param>
/// <param name="More">True where there are more than those.</param>
/// <param name="Provider">The access provider.</param>
/// <param name="Target">What the credentials are for, in the cloud's words.</param>
/// <param name="Duration">What is granted when nothing is asked for, in seconds.</param>
/// <param name="MaxDuration">The longest lifetime that is granted, in seconds.</param>
/// <param name="Ambiguous">True where another identity defines the key otherwise: to a caller whom both match it is refused.</param>
/// <param name="Name">What the identity is called, if anything.</param>
public sealed record WhoCanHolder(
    string Key,
    string Identity,
    string Idp,
    IReadOnlyList<IReadOnlyList<WhoCanCondition>> Alternatives,
    bool More,
    string Provider,
    string Target,
    long Duration,
    long MaxDuration,
    bool Ambiguous,
    string? Name = null);

/// <param name="Claim">Which claim; <c>constraints.…</c> where it is about the moment or the network.</param>
/// <param name="Wanted">What must be.</param>
public sealed record WhoCanCondition(string Claim, string Wanted);
