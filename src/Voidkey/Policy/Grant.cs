using Voidkey.Access;

namespace Voidkey.Policy;

/// <summary>A decision in the caller's favour: this key, for this long, with his claims where it is made with any.</summary>
/// <param name="Identity">The first of the matching identities that has the key.</param>
internal sealed record Grant(KeyRule Rule, IdentityRule Identity, TimeSpan Lifetime, CallerTexts Texts, OutputMap Outputs);
