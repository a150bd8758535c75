using System.Net;
using System.Security.Cryptography;

namespace Voidkey.Reliability.Stage;

/// <summary>A caller that asks again when the command line does: twice at most, where he was told to or nobody let him in.</summary>
internal sealed class RetryingCaller(HttpMessageInvoker http, TimeProvider time)
{
    private const int Retries = 2;
    private static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _retried;

    /// <summary>How often anybody asked again.</summary>
    public int Retried => Volatile.Read(ref _retried);

    /// <returns>The last status; 0 where there was no answer.</returns>
    public async Task<int> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            var (status, wait) = await TryAsync(request, tries, ct);
            if (wait is null || tries == Retries) return status;

            Interlocked.Increment(ref _retried);
            await Task.Delay(wait.Value, time, ct);
        }
    }

    private async Task<(int Status, TimeSpan? Wait)> TryAsync(Func<HttpRequestMessage> request, int tries, CancellationToken ct)
    {
        var bound = FirstBound * (1 << tries);
        var wait = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)bound.TotalMilliseconds + 1));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var message = request();
            using var answer = await http.SendAsync(message, limit.Token);
            await answer.Content.CopyToAsync(Stream.Null, limit.Token);
            return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? answer.Headers.RetryAfter?.Delta ?? wait : null);
        }
        catch (HttpRequestException failure)
        {
            return (0, failure.HttpRequestError == HttpRequestError.ConnectionError ? wait : null);
        }
        catch (Exception failure) when (failure is IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (0, null);
        }
    }
}
