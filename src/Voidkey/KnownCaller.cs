using Voidkey.Identity;

namespace Voidkey;

/// <summary>A caller as the broker sees him.</summary>
/// <param name="Audiences">Who his token is for; empty where it does not say.</param>
/// <param name="Identities">The identities that match him: their names, or what they have instead of one.</param>
public sealed record KnownCaller(Principal Principal, IReadOnlyList<string> Audiences, IReadOnlyList<string> Identities);
