using System.Net;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A platform's URL that answers with a token: asked directly, never redirected, its answer small or not read.</summary>
/// <param name="owner">Whose it is, for messages: GitHub, Azure Pipelines.</param>
/// <param name="refused">What to look at when the platform says no.</param>
internal sealed class TokenEndpoint(Invocation invocation, string owner, Uri url, string refused)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Limit on connecting; shorter than the command's where an address that does not answer is to be expected.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.MaxValue;

    /// <summary>The body of a 200 and its headers.</summary>
    /// <param name="shape">Adds what the platform wants to the request. Called once a try.</param>
    public async Task<Result<TokenAnswer>> AskAsync(HttpMethod method, Action<HttpRequestMessage> shape, CancellationToken ct)
    {
        if (!RetrySchedule.Read(invocation).TryGet(out var retries, out var failure)) return failure;
        invocation.WaitingFor = $"{owner} at {url.Host} did not hand out a token";
        var left = TimeSpan.FromMilliseconds(Math.Max(1, (invocation.Deadline - invocation.Surroundings.Time.GetUtcNow()).TotalMilliseconds));

        // Plain http is for metadata servers, which are never behind a proxy.
        if (!ProxyUrl.Read(invocation).TryGet(out var proxy, out failure)) return failure;
        using var http = new HttpMessageInvoker(ProxyUrl.Over(invocation.Surroundings.Connect(left < ConnectWithin ? left : ConnectWithin), url.Scheme == "https" ? proxy.Url : null, url));
        while (true)
        {
            var (answer, wait) = await TryOnceAsync(http, method, shape, retries, ct);
            if (wait is null) return answer;
            await Task.Delay(wait.Value, invocation.Surroundings.Time, ct);
        }
    }

    private async Task<(Result<TokenAnswer> Answer, TimeSpan? Wait)> TryOnceAsync(
        HttpMessageInvoker http, HttpMethod method, Action<HttpRequestMessage> shape, RetrySchedule retries, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(method, url);
            request.Headers.TryAddWithoutValidation("User-Agent", BrokerHttp.UserAgent);
            shape(request);
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode != HttpStatusCode.OK) return (Refused(answer), (int)answer.StatusCode is 429 or >= 500 ? retries.Next(answer.Headers.RetryAfter?.Delta) : null);

            var body = await BoundedBody.ReadAsync(answer.Content, MaxBytes, ct);
            return (body is null ? Unfit("it is larger than 64 KiB") : new TokenAnswer(owner, body, answer.Headers), null);
        }
        catch (HttpRequestException e)
        {
            return (Unreachable(ConnectionFailure.Reason(e)), ConnectionFailure.IsBeforeSending(e) ? retries.Next(null) : null);
        }
        catch (IOException)
        {
            return (Unreachable("its answer broke off"), null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (Unreachable("it did not accept a connection in time"), null);
        }
    }

    private Failure Refused(HttpResponseMessage answer) => (int)answer.StatusCode is >= 300 and < 400
        ? Unfit("it is a redirect, which is never followed")
        : Failure.NoToken($"{owner} refused to hand out a token ({(int)answer.StatusCode})", hint: refused);

    private Failure Unfit(string reason) => Failure.NoToken($"the answer of {owner} at {url.Host} is not a token", reason, refused);

    private Failure Unreachable(string? reason) =>
        new(ExitCode.Network, FailureCodes.Network, $"{owner} at {url.Host} cannot be asked for a token", reason, "check the network of this machine");
}
