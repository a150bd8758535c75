using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Keys that stand in the configuration: there is nobody to ask, and nothing grows old.</summary>
internal sealed class FixedKeys(string idp, KeySet set) : ISigningKeys
{
    public bool? IsHealthy => true;

    public FetchState? State => null;

    public int Count => set.Count;

    public ValueTask<Result<SigningKey[]>> FindAsync(string? keyId, SignatureAlgorithm algorithm, CancellationToken ct) =>
        ValueTask.FromResult<Result<SigningKey[]>>(set.Find(keyId, algorithm) is { Length: > 0 } found
            ? found
            : BrokerError.InvalidToken($"no key of '{idp}' fits this 'kid' and 'alg'"));

    public void WarmUp()
    {
        // They are at hand.
    }
}
