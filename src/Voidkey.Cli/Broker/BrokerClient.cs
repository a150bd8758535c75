using System.Globalization;
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
    // A broker that lives sends a blank line every 15 s.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly BrokerUrl _broker;
    private readonly HttpMessageInvoker _http;
    private readonly Exchange _exchange;
    private readonly Invocation _invocation;

    private BrokerClient(BrokerUrl broker, RetrySchedule retries, ConnectionTerms terms, Invocation invocation)
    {
        var (time, deadline) = (invocation.Surroundings.Time, invocation.Deadline);
        _broker = broker;
        _invocation = invocation;

        // A limit of zero would be a bug; the deadline ends the first request soon enough.
        var left = TimeSpan.FromMilliseconds(Math.Max(1, (deadline - time.GetUtcNow()).TotalMilliseconds));
        _http = new HttpMessageInvoker(terms.Over(invocation.Surroundings.Connect(left), broker.Of("/")));
        _exchange = new Exchange(broker, _http, time, retries, invocation.TracesHttp ? invocation.Messages.Debug : null);
    }

    public static Result<BrokerClient> Open(BrokerUrl broker, Invocation invocation)
    {
        if (!RetrySchedule.Read(invocation).TryGet(out var retries, out var failure)) return failure;
        if (!ConnectionTerms.Read(invocation).TryGet(out var terms, out failure)) return failure;
        invocation.Messages.Verbose($"broker {broker}");
        return new BrokerClient(broker, retries, terms, invocation);
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

    /// <summary>What the broker says about itself to everybody.</summary>
    public async Task<Result<BrokerMetadata>> DescribeAsync(CancellationToken ct)
    {
        var answer = await AskAsync(() => Request(HttpMethod.Get, "/.well-known/voidkey-configuration", null), json => json.BrokerMetadata, complete: true, ct);
        return answer.TryGet(out var metadata, out _) && metadata.IdentityProviders.Any(p => p is null || (p.Audience ?? []).Any(a => a is null)) ? NotABroker() : answer;
    }

    public Task<Result<Health>> HealthAsync(CancellationToken ct) =>
        AskAsync(() => Request(HttpMethod.Get, "/health", null), json => json.Health, complete: true, ct);

    public Task<Result<AdminStatus>> AdminStatusAsync(Secret bearer, CancellationToken ct) =>
        AskAsync(() => Request(HttpMethod.Get, "/v1/admin/status", bearer), json => json.AdminStatus, complete: true, ct);

    public Task<Result<AdminReload>> ReloadAsync(Secret bearer, CancellationToken ct) =>
        AskAsync(() => Request(HttpMethod.Post, "/v1/admin/reload", bearer), json => json.AdminReload, complete: true, ct);

    /// <param name="key">Which key; null: all of them.</param>
    /// <param name="from">How many to pass over.</param>
    public Task<Result<WhoCan>> WhoCanAsync(Secret bearer, string? key, int from, CancellationToken ct)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/admin/who-can?from={from}{(key is null ? "" : $"&key={Uri.EscapeDataString(key)}")}");
        return AskAsync(() => Request(HttpMethod.Get, path, bearer), json => json.WhoCan, complete: true, ct);
    }

    /// <summary>The last records, the oldest first: JSON, each without its line break.</summary>
    public async Task<Result<IReadOnlyList<string>>> ReadAuditAsync(Secret bearer, string last, CancellationToken ct)
    {
        if (!(await OpenAuditAsync(bearer, $"/v1/admin/audit?last={last}", silence: null, ct)).TryGet(out var feed, out var failure)) return failure;
        using var _ = feed;
        var lines = new List<string>();
        while (true)
        {
            var next = await feed.NextAsync(ct);
            if (next.TryGet(out var line, out failure)) lines.Add(line);
            else return feed.IsAtItsEnd ? lines : failure;
        }
    }

    /// <summary>Begins to follow the record.</summary>
    public Task<Result<AuditFeed>> FollowAuditAsync(Secret bearer, string last, CancellationToken ct) => OpenAuditAsync(bearer, $"/v1/admin/audit?last={last}&follow=true", Silence, ct);

    public void Dispose() => _http.Dispose();

    private async Task<Result<AuditFeed>> OpenAuditAsync(Secret bearer, string path, TimeSpan? silence, CancellationToken ct)
    {
        _invocation.WaitingFor = $"the broker at {_broker} did not answer";
        using var waiting = _invocation.Messages.Wait($"waiting for {_broker}");
        return await _exchange.OpenAsync(() => Request(HttpMethod.Get, path, bearer), silence, ct);
    }

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
        message.Headers.TryAddWithoutValidation("User-Agent", BrokerHttp.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json, application/problem+json");
        if (bearer is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer.Reveal()}");
        return message;
    }

    private async Task<Result<T>> AskAsync<T>(Func<HttpRequestMessage> request, Func<ContractsJson, JsonTypeInfo<T>> type, bool complete, CancellationToken ct) where T : class
    {
        _invocation.WaitingFor = $"the broker at {_broker} did not answer";
        Result<byte[]> answer;
        using (_invocation.Messages.Wait($"waiting for {_broker}")) answer = await _exchange.AskAsync(request, ct);
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
