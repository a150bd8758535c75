namespace Voidkey.Reliability.Measuring;

/// <summary>Sends requests by a schedule, whether or not those before were answered.</summary>
/// <remarks>
/// A latency counts from the moment on the schedule: a stall is felt by everybody who would have come meanwhile, and so it is here
/// (a closed loop would have sent nobody, and hidden it). It includes what this process itself is late, a millisecond or two.
/// </remarks>
internal sealed class OpenLoop(HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>Longer than a request may take: who waits so long was forgotten.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <param name="perSecond">How many are sent; spread evenly.</param>
    /// <param name="request">Makes the n-th request.</param>
    public async Task<Measured> RunAsync(int perSecond, TimeSpan length, Func<int, HttpRequestMessage> request, CancellationToken ct)
    {
        var samples = new Sample[(int)(perSecond * length.TotalSeconds)];
        var pending = new Task[samples.Length];
        var started = time.GetTimestamp();
        for (var i = 0; i < samples.Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            for (TimeSpan early; (early = due - time.GetElapsedTime(started)) > TimeSpan.Zero;) await Task.Delay(early < Tick ? Tick : early, time, ct);
            pending[i] = SendAsync(i, due);
        }

        await Task.WhenAll(pending);
        return new Measured(samples);

        async Task SendAsync(int i, TimeSpan due) => samples[i] = new Sample(await StatusAsync(request(i)), time.GetElapsedTime(started) - due);
    }

    /// <summary>Sends so many at one moment.</summary>
    public Task<Measured> BurstAsync(int count, Func<int, HttpRequestMessage> request, CancellationToken ct) => RunAsync(count * 1000, Tick, request, ct);

    /// <returns>The status, or 0 where there was no answer.</returns>
    public async Task<int> StatusAsync(HttpRequestMessage request)
    {
        using var _ = request;
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            return (int)response.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return 0;
        }
    }
}
