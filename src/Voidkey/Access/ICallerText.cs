using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>A text that a key is minted with and that depends on the caller, such as one with a claim of his in it.</summary>
/// <remarks>It is made while the request is decided: a claim that is missing refuses before anything is asked of anybody, for this key or another.</remarks>
public interface ICallerText
{
    /// <returns>The text, or the refusal: <see cref="BrokerErrorCode.ClaimMissing"/> or <see cref="BrokerErrorCode.ClaimUnusable"/>.</returns>
    Result<string> For(Principal caller);
}
