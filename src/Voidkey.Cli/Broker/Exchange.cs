using System.Net;

namespace Voidkey.Cli.Broker;

/// <summary>One question to the broker and its answer, asked again only where that can help and cannot harm.</summary>
/// <param name="trace">Hears of every answer: what was asked, its status, its request id. Null: nobody does.</param>
internal sealed class Exchange(BrokerUrl broker, HttpMessageInvoker http, TimeProvider time, RetrySchedule retries, Action<string>? trace = null)
{
    /// <summary>The body of a 200 that is JSON, or why there is none.</summary>
    public async Task<Result<byte[]>> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        while (true)
        {
            var (answer, wait) = await TryOnceAsync(request, ct);
            if (wait is null) return answer;
            await Task.Delay(wait.Value, time, ct);
        }
    }

    /// <summary>A 200 whose lines come one by one, or why there is none. Asked once: whoever follows decides himself whether to begin anew.</summary>
    /// <param name="silence">How long may pass without a byte of it; null: as long as the command has.</param>
    public async Task<Result<AuditFeed>> OpenAsync(Func<HttpRequestMessage> request, TimeSpan? silence, CancellationToken ct)
    {
        HttpResponseMessage? answer = null;
        try
        {
            using var message = request();
            answer = await http.SendAsync(message, ct);
            trace?.Invoke($"{message.Method} {message.RequestUri!.AbsolutePath}: {(int)answer.StatusCode}, request id {Refusal.RequestIdOf(answer) ?? "-"}");
            if (IsRedirect(answer)) return Redirected(answer);
            if (answer.StatusCode != HttpStatusCode.OK)
                return answer.IsSuccessStatusCode ? Unexpected(answer) : Refusal.Of(answer, await BoundedBody.ReadAsync(answer.Content, BoundedBody.MaxBytes, ct));
            if (answer.Content.Headers.ContentType?.MediaType != "application/x-ndjson") return Failure.InvalidAnswer("the answer is not a list of records", requestId: Refusal.RequestIdOf(answer));

            var feed = new AuditFeed(answer, await answer.Content.ReadAsStreamAsync(ct), time, silence);
            answer = null;
            return feed;
        }
        catch (HttpRequestException e)
        {
            return ConnectionFailure.Of(e, broker);
        }
        catch (IOException)
        {
            return ConnectionFailure.BrokenOff();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Failure(ExitCode.Network, FailureCodes.Timeout, $"the broker at {broker} did not accept a connection in time");
        }
        finally
        {
            answer?.Dispose();
        }
    }

    private async Task<(Result<byte[]> Answer, TimeSpan? Wait)> TryOnceAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        try
        {
            using var message = request();
            var start = time.GetTimestamp();
            using var answer = await http.SendAsync(message, ct);
            trace?.Invoke($"{message.Method} {message.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} in {(long)time.GetElapsedTime(start).TotalMilliseconds} ms, request id {Refusal.RequestIdOf(answer) ?? "-"}");
            if (IsRedirect(answer)) return (Redirected(answer), null);

            if (answer.StatusCode != HttpStatusCode.OK && answer.IsSuccessStatusCode) return (Unexpected(answer), null);

            var body = await BoundedBody.ReadAsync(answer.Content, BoundedBody.MaxBytes, ct);
            return answer.StatusCode == HttpStatusCode.OK
                ? (Body(answer, body), null)
                : (Refusal.Of(answer, body), WaitAfter(answer));
        }
        catch (HttpRequestException e)
        {
            return (ConnectionFailure.Of(e, broker), ConnectionFailure.IsBeforeSending(e) ? retries.Next(null) : null);
        }
        catch (IOException)
        {
            return (ConnectionFailure.BrokenOff(), null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The handler's own limit on connecting. It equals ours, so there is no time left to try again.
            return (new Failure(ExitCode.Network, FailureCodes.Timeout, $"the broker at {broker} did not accept a connection in time"), null);
        }
    }

    private TimeSpan? WaitAfter(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => TimeSpan.FromTicks(Math.Max(0, (date - time.GetUtcNow()).Ticks)),
            _ => (TimeSpan?)null,
        };
        return (int)answer.StatusCode switch
        {
            429 or 503 or 504 => retries.Next(asked),

            // The broker has not seen the token's signing key yet and says when it will look again.
            401 when asked is not null => retries.Next(asked, atMost: 1),
            _ => null,
        };
    }

    private static Result<byte[]> Body(HttpResponseMessage answer, byte[]? body)
    {
        var id = Refusal.RequestIdOf(answer);
        if (body is null) return Failure.InvalidAnswer("the answer is larger than 1 MiB, so it was not read", requestId: id);
        if (answer.Content.Headers.ContentType?.MediaType != "application/json") return Failure.InvalidAnswer("the answer is not JSON", requestId: id);
        return body;
    }

    private static Failure Unexpected(HttpResponseMessage answer) =>
        Failure.InvalidAnswer($"the broker answered with status {(int)answer.StatusCode}, which it never does", requestId: Refusal.RequestIdOf(answer));

    private static bool IsRedirect(HttpResponseMessage answer) => (int)answer.StatusCode is >= 300 and < 400;

    private static Failure Redirected(HttpResponseMessage answer) => new(
        ExitCode.Server,
        FailureCodes.Redirect,
        "the broker answered with a redirect, which is never followed",
        answer.Headers.Location is { } to ? $"it points to {to.OriginalString}" : null,
        "set --broker-url to where the broker itself answers",
        Refusal.RequestIdOf(answer));
}
