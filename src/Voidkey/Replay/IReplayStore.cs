using Voidkey.Identity;

namespace Voidkey.Replay;

/// <summary>Counts how often tokens were used.</summary>
internal interface IReplayStore : IAsyncDisposable
{
    /// <summary>False while uses cannot be counted, null before it is known. Asks nobody.</summary>
    bool? IsHealthy { get; }

    /// <summary>Counts one use, if the token has one left. Of uses that come at once no more succeed than are allowed.</summary>
    /// <returns>The use; or <see cref="BrokerErrorCode.InvalidToken"/> where none is left, <see cref="BrokerErrorCode.ReplayStoreUnavailable"/> where nobody can tell.</returns>
    ValueTask<Result<TokenUse>> TakeAsync(TokenUse use, CancellationToken ct);

    /// <summary>Takes one use back that was counted and came to nothing. Where that fails, the use stays counted.</summary>
    ValueTask GiveBackAsync(TokenUse use, CancellationToken ct);
}
