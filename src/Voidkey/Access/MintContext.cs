using Voidkey.BrokerIdentity;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>What a provider is given to mint with. The caller's token is not among it, and never is.</summary>
/// <param name="Token">The broker's own token for this provider; null where <see cref="IBoundKey.NeedsBrokerToken"/> is false.</param>
/// <param name="Principal">Who asked, verified.</param>
/// <param name="Lifetime">The lifetime granted, within <see cref="IBoundKey.Lifetimes"/>, in whole seconds.</param>
public sealed record MintContext(BrokerToken? Token, Principal Principal, TimeSpan Lifetime)
{
    /// <summary>The key's <see cref="IBoundKey.CallerTexts"/>, made for <see cref="Principal"/>.</summary>
    public CallerTexts Texts { get; init; } = CallerTexts.None;
}
