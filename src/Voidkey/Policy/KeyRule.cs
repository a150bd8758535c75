using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Limits;

namespace Voidkey.Policy;

/// <summary>One key of one identity, resolved: what is minted, for how long, and under which variables it is handed out.</summary>
/// <param name="Name">What callers ask for.</param>
/// <param name="Provider">The access provider's name in the configuration.</param>
/// <param name="Audience">Who the broker's token is for.</param>
/// <param name="Expectation">What that token must look like.</param>
/// <param name="Key">Mints it.</param>
/// <param name="Outputs">The caller's variables.</param>
/// <param name="Lifetime">What is granted when nothing is asked for, at most <paramref name="Cap"/>.</param>
/// <param name="Cap">The longest lifetime that is granted.</param>
/// <param name="Description">What the operator wrote about it.</param>
/// <param name="Definition">The whole of it as it is written, less what does not matter: two keys of one definition are one key.</param>
internal sealed record KeyRule(
    string Name,
    string Provider,
    string Audience,
    TokenExpectation Expectation,
    IBoundKey Key,
    OutputMap Outputs,
    TimeSpan Lifetime,
    TimeSpan Cap,
    string? Description,
    string Definition)
{
    /// <summary>Shared by all keys of the provider.</summary>
    public Bulkhead Bulkhead { get; init; } = new(int.MaxValue);
}
