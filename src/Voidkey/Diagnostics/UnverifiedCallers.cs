namespace Voidkey.Diagnostics;

/// <summary>Counts the requests without a verified token, for one line a minute and reason: an anonymous flood must neither fill a disk nor stop minting.</summary>
internal sealed class UnverifiedCallers(TimeProvider time)
{
    /// <summary>How long is counted for one line.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int Version = 1;
    private const string NoTokenAtAll = "NoToken";

    private static readonly BrokerErrorCode[] Codes = Enum.GetValues<BrokerErrorCode>();

    // One for each code, and the last for no token at all.
    private readonly long[] _counts = new long[Codes.Length + 1];
    private DateTimeOffset _since = time.GetUtcNow();

    /// <param name="code">Why a token was not accepted.</param>
    public void Count(BrokerErrorCode code) => Interlocked.Increment(ref _counts[Array.IndexOf(Codes, code)]);

    /// <summary>A request that came without any.</summary>
    public void CountWithoutToken() => Interlocked.Increment(ref _counts[^1]);

    /// <summary>Takes what was counted since the last time: a line for each reason that there was. Called by one at a time.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Take()
    {
        var (since, now) = (_since, time.GetUtcNow());
        _since = now;
        var lines = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Interlocked.Exchange(ref _counts[i], 0) is > 0 and var count) lines.Add(LineOf(since, now, i < Codes.Length ? Codes[i].ToString() : NoTokenAtAll, count));
        }

        return lines;
    }

    private static ReadOnlyMemory<byte> LineOf(DateTimeOffset since, DateTimeOffset now, string code, long count) => RecordLine.Of("voidkey.audit.unverified", Version, now, json =>
    {
        json.WriteString("since", Timestamps.Milliseconds(since));
        json.WriteString("code", code);
        json.WriteNumber("count", count);
    });
}
