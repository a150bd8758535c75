using System.Text.Json;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Login;

/// <summary>An answer of an identity provider: a JSON object, and whether it is a yes.</summary>
internal sealed record IdpAnswer(bool IsOk, JsonElement Json);

/// <summary>Asks an identity provider, directly and once: never redirected, its answer small or not read.</summary>
internal sealed class IdpClient(Invocation invocation)
{
    /// <summary>For one answer: a login has far longer in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TimeSpan Left
    {
        get
        {
            var left = invocation.Deadline - invocation.Surroundings.Time.GetUtcNow();
            return left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left < Patience ? left : Patience;
        }
    }

    public async Task<Result<IdpMetadata>> DiscoverAsync(string issuer, CancellationToken ct)
    {
        if (IdpMetadata.UrlOf(issuer) is not { } url) return LoginFailure.Of("the issuer cannot be asked how to log in", $"{issuer} is neither https nor on this machine");
        if (!(await AskAsync(new HttpRequestMessage(HttpMethod.Get, url), ct)).TryGet(out var answer, out var failure)) return failure;
        return answer.IsOk ? IdpMetadata.Read(answer.Json, issuer) : LoginFailure.Of($"the identity provider at {url.Host} does not say how to log in");
    }

    public Task<Result<IdpAnswer>> PostAsync(Uri url, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) }, ct);

    /// <summary>Asks for something that is answered with a status alone.</summary>
    public async Task<bool> TellAsync(Uri url, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        if (!Open(url).TryGet(out var http, out _)) return false;
        using var opened = http;
        using var limit = Limit(ct);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
            request.Headers.TryAddWithoutValidation("User-Agent", BrokerHttp.UserAgent);
            using var answer = await http.SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<Result<IdpAnswer>> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var _ = request;
        var host = request.RequestUri!.Host;
        invocation.WaitingFor = $"the identity provider at {host} did not answer";
        if (!Open(request.RequestUri).TryGet(out var http, out var failure)) return failure;
        using var opened = http;
        using var limit = Limit(ct);
        try
        {
            request.Headers.TryAddWithoutValidation("User-Agent", BrokerHttp.UserAgent);
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
            using var answer = await http.SendAsync(request, limit.Token);
            if ((int)answer.StatusCode is >= 300 and < 400) return LoginFailure.Of($"the identity provider at {host} answered with a redirect, which is never followed");

            var body = await BoundedBody.ReadAsync(answer.Content, BoundedBody.MaxBytes, limit.Token);
            return body is not null && Read(body) is { } json ? new IdpAnswer(answer.IsSuccessStatusCode, json) : NoAnswer(host, (int)answer.StatusCode);
        }
        catch (HttpRequestException e)
        {
            return Unreachable(host, ConnectionFailure.Reason(e));
        }
        catch (IOException)
        {
            return Unreachable(host, "its answer broke off");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unreachable(host, "it did not answer in time");
        }
    }

    /// <summary>Over the proxy that is configured; what is on this machine is never behind one.</summary>
    private Result<HttpMessageInvoker> Open(Uri url) => ProxyUrl.Read(invocation).TryGet(out var proxy, out var failure)
        ? new HttpMessageInvoker(ProxyUrl.Over(invocation.Surroundings.Connect(Left), url.Scheme == "https" ? proxy.Url : null, url))
        : failure;

    private static CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return limit;
    }

    private static JsonElement? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Failure NoAnswer(string host, int status) => LoginFailure.Of($"the identity provider at {host} gave no answer that can be read ({status})", "it is not a JSON object, or is over 1 MiB");

    private static Failure Unreachable(string host, string? reason) =>
        new(ExitCode.Network, FailureCodes.Network, $"the identity provider at {host} cannot be reached", reason, "check the network of this machine");
}
