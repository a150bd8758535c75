using Voidkey.Access;

namespace Voidkey.Policy;

/// <summary>A decision in the caller's favour: this key, for this long, with his claims where it is made with any.</summary>
internal sealed record Grant(KeyRule Rule, TimeSpan Lifetime, CallerTexts Texts, OutputMap Outputs);
