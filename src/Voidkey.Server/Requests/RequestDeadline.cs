namespace Voidkey.Server.Requests;

/// <summary>One request, all its upstream calls and retries included, has this long.</summary>
internal static class RequestDeadline
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    /// <summary>Begins now. The caller's hanging up does not end it: what a cloud has minted must still be recorded.</summary>
    public static CancellationTokenSource Start(TimeProvider time) => new(Limit, time);
}
