namespace Voidkey.BrokerIdentity;

/// <summary>Who we are: the broker's own token for one audience.</summary>
public interface IBrokerTokenSource
{
    /// <param name="audience">Who the token is for: <c>accessProviders[].audience</c>.</param>
    /// <param name="ct">Ends the wait, not the fetch: others may be waiting for the same one.</param>
    /// <returns>A token that has not expired, or <see cref="BrokerErrorCode.BrokerIdentityUnavailable"/>.</returns>
    ValueTask<Result<BrokerToken>> GetTokenAsync(string audience, CancellationToken ct);

    /// <summary>False while a token is wanted and cannot be had, null where nobody knows; else true. Asks nobody.</summary>
    bool? IsHealthy { get; }
}
