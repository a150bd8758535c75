using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Tokens;
using Voidkey.Contracts;

namespace Voidkey.Cli.Broker;

/// <summary>The questions of the v1 API that the commands ask.</summary>
internal sealed class BrokerClient : IDisposable
{
    private readonly BrokerUrl _broker;
    private readonly HttpMessageInvoker _http;
    private readonly Exchange _exchange;

    private BrokerClient(BrokerUrl broker, int retries, Invocation invocation)
    {
        var (time, deadline) = (invocation.Surroundings.Time, invocation.Deadline);
        _broker = broker;

        // Waiting for a token may have used up the time; the deadline then ends the first request, and a limit of zero would be a bug.
        var left = TimeSpan.FromMilliseconds(Math.Max(1, (deadline - time.GetUtcNow()).TotalMilliseconds));
        _http = new HttpMessageInvoker(invocation.Surroundings.Connect(left));
        _exchange = new Exchange(broker, _http, time, new RetrySchedule(retries, deadline, time));
        invocation.WaitingFor = $"the broker at {broker} did not answer";
    }

    public static Result<BrokerClient> Open(BrokerUrl broker, Invocation invocation)
    {
        var retries = 2;
        if (invocation.Find(invocation.Globals.Retries) is { } setting && (!int.TryParse(setting.Value, out retries) || retries is < 0 or > 100))
            return setting.Wrong($"{setting.Origin} is a number from 0 to 100");
        return new BrokerClient(broker, retries, invocation);
    }

    public Task<Result<MintResponse>> MintAsync(Secret bearer, MintRequest request, CancellationToken ct) =>
        AskAsync(Posting("/v1/credentials/mint", bearer, request, ContractsJson.Default.MintRequest), json => json.MintResponse, complete: true, ct);

    public Task<Result<ExplainResponse>> ExplainAsync(Secret bearer, string key, CancellationToken ct) =>
        AskAsync(Posting("/v1/explain", bearer, new ExplainRequest(key), ContractsJson.Default.ExplainRequest), json => json.ExplainResponse, complete: true, ct);

    public Task<Result<WhoAmI>> WhoAmIAsync(Secret bearer, CancellationToken ct) =>
        AskAsync(() => Request(HttpMethod.Get, "/v1/whoami", bearer), json => json.WhoAmI, complete: true, ct);

    public async Task<Result<KeyList>> ListKeysAsync(Secret bearer, CancellationToken ct)
    {
        // A key without a description leaves the member out, so not every member is required here.
        var answer = await AskAsync(() => Request(HttpMethod.Get, "/v1/credentials/keys", bearer), json => json.KeyList, complete: false, ct);
        return answer.TryGet(out var list, out _) && !IsComplete(list) ? NotABroker() : answer;
    }

    public Task<Result<IdpList>> ListIdpsAsync(CancellationToken ct) =>
        AskAsync(() => Request(HttpMethod.Get, "/v1/idps", null), json => json.IdpList, complete: true, ct);

    public void Dispose() => _http.Dispose();

    private Func<HttpRequestMessage> Posting<T>(string path, Secret bearer, T request, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        return () =>
        {
            var message = Request(HttpMethod.Post, path, bearer);
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            return message;
        };
    }

    private HttpRequestMessage Request(HttpMethod method, string path, Secret? bearer)
    {
        var message = new HttpRequestMessage(method, _broker.Of(path));
        message.Headers.TryAddWithoutValidation("User-Agent", $"voidkey/{VersionCommand.Number().Split('+')[0]}");
        message.Headers.TryAddWithoutValidation("Accept", "application/json, application/problem+json");
        if (bearer is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer.Reveal()}");
        return message;
    }

    private async Task<Result<T>> AskAsync<T>(Func<HttpRequestMessage> request, Func<ContractsJson, JsonTypeInfo<T>> type, bool complete, CancellationToken ct) where T : class
    {
        var answer = await _exchange.AskAsync(request, ct);
        if (!answer.TryGet(out var body, out var failure)) return failure;
        return AnswerJson.Read(body, type, complete) is { } value
            ? value
            : NotABroker();
    }

    private static bool IsComplete(KeyList list) =>
        list is { Subject: not null, Idp: not null, Keys: not null }
        && list.Keys.All(k => k is { Name: not null, Provider: not null, Outputs: not null } && k.Outputs.All(o => o is not null));

    private static Failure NotABroker() =>
        Failure.InvalidAnswer("the answer is not what a Voidkey broker says", "members are missing, doubled, or of the wrong type");
}
