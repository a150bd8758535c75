using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>One issuer's signing keys, wherever they come from.</summary>
internal interface ISigningKeys
{
    /// <summary>True while keys are at hand and can be had anew, false while they cannot, null where nobody knows yet. Asks nobody.</summary>
    bool? IsHealthy { get; }

    /// <summary>How old the keys are, and how often they were fetched; null where nobody fetches them. Asks nobody.</summary>
    FetchState? State { get; }

    /// <summary>How many usable keys are at hand.</summary>
    int Count { get; }

    /// <summary>Finds the keys that may have made a signature.</summary>
    /// <returns>At least one key, or <see cref="BrokerErrorCode.InvalidToken"/>, or <see cref="BrokerErrorCode.CallerKeysUnavailable"/>.</returns>
    ValueTask<Result<SigningKey[]>> FindAsync(string? keyId, SignatureAlgorithm algorithm, CancellationToken ct);

    /// <summary>Begins to fetch what the first caller would wait for, and returns at once.</summary>
    void WarmUp();
}
