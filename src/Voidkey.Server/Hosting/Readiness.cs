namespace Voidkey.Server.Hosting;

/// <summary>Whether this instance should be sent callers. Once it could serve it stays so until it stops: an outage of somebody else's must not take all replicas out of a balancer at once, while the keys they hold would serve.</summary>
/// <param name="host">Has the broker in force.</param>
internal sealed class Readiness(BrokerHost host, TimeProvider time)
{
    /// <summary>What <see cref="Word"/> is where callers are welcome.</summary>
    public const string Ready = "ok";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private volatile bool _wasReady;
    private int _isDraining;

    /// <summary>True from the moment at which callers could be served, to the one at which the server is told to stop.</summary>
    public bool IsReady => !IsDraining && (_wasReady || (_wasReady = host.Current.CanServe));

    /// <summary><see cref="Ready"/>, <c>starting</c> or <c>draining</c>.</summary>
    public string Word => IsReady ? Ready : IsDraining ? "draining" : "starting";

    private bool IsDraining => Volatile.Read(ref _isDraining) != 0;

    /// <summary>From now on callers belong elsewhere.</summary>
    /// <returns>False where that was so already.</returns>
    public bool Drain() => Interlocked.Exchange(ref _isDraining, 1) == 0;

    /// <summary>Tries to get what is missing for as long as anything is: nobody else would, since no caller comes to an instance that is not ready.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (var pause = FirstPause; !IsReady; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.WhenAny(Task.Delay(pause, time, ct));
            if (ct.IsCancellationRequested) return;
            if (!IsReady) host.WarmUp();
        }
    }
}
