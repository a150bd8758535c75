namespace Voidkey.Policy;

/// <summary>A decision in the caller's favour: this key, for this long.</summary>
internal sealed record Grant(KeyRule Rule, TimeSpan Lifetime);
