using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Loopback;

namespace Voidkey.Cli.Serving;

/// <summary>A port of this machine where the clouds' own programs get credentials, for as long as it is there.</summary>
internal sealed class CredentialServer : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly IReadOnlyList<(ICredentialEndpoint Endpoint, FreshKey Key)> _served;

    private readonly KeyRefresh _refresh;

    private CredentialServer(LoopbackServer server, KeyRefresh refresh, IReadOnlyList<(ICredentialEndpoint, FreshKey)> served) => (_server, _refresh, _served) = (server, refresh, served);

    /// <summary>What a program must see to ask here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables => [.. _served.SelectMany(served => served.Endpoint.Variables(_server.Authority))];

    /// <param name="keys">What was minted already.</param>
    /// <param name="endpoints">The protocols that were chosen.</param>
    /// <param name="needsAll">Whether a protocol that no key fits was asked for in so many words.</param>
    public static Result<CredentialServer> Open(Invocation invocation, KeyRefresh refresh, IReadOnlyList<KeyCredentials> keys, IReadOnlyList<ICredentialEndpoint> endpoints, bool needsAll)
    {
        if (keys.FirstOrDefault(key => !endpoints.Any(endpoint => endpoint.Fits(key))) is { } unfit) return Unserved(unfit, endpoints);

        var served = new List<(ICredentialEndpoint, FreshKey)>();
        foreach (var endpoint in endpoints)
        {
            var fitting = keys.Where(endpoint.Fits).ToList();
            if (fitting.Count > 1) return invocation.Usage($"{fitting[0].Name} and {fitting[1].Name} are both for --{endpoint.Protocol}, where programs ask for one without a name");
            if (fitting.Count == 0 && needsAll) return Unserved(keys[0], [endpoint]);
            if (fitting.Count == 1) served.Add((endpoint, refresh.Of(fitting[0])));
        }

        return LoopbackServer.Listen(0) is { } server
            ? new CredentialServer(server, refresh, served)
            : new Failure(ExitCode.General, FailureCodes.Network, "there is no free port on 127.0.0.1 to serve credentials at");
    }

    public Task ServeAsync(CancellationToken ct) => _server.ServeAsync(AnswerAsync, ct);

    public void Dispose()
    {
        _server.Dispose();
        foreach (var (_, key) in _served) key.Dispose();
        _refresh.Dispose();
    }

    private async Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, CancellationToken ct)
    {
        // A browser says where its page is from, and no program of a cloud does.
        if (request.Header("Origin") is not null || request.Header("Sec-Fetch-Site") is not null) return LoopbackAnswer.Text(403, "this is not for pages");
        foreach (var (endpoint, key) in _served)
        {
            if (!endpoint.Owns(request.Path)) continue;
            return request.Method == "GET" ? await endpoint.AnswerAsync(request, key, ct) : LoopbackAnswer.Text(405, "GET only") with { Headers = [("Allow", "GET")] };
        }

        return LoopbackAnswer.Text(404, "there is nothing here");
    }

    private static Failure Unserved(KeyCredentials key, IReadOnlyList<ICredentialEndpoint> endpoints) => new(
        ExitCode.General,
        FailureCodes.MissingOutput,
        $"key {key.Name} sets nothing that can be served by {string.Join(", ", endpoints.Select(static endpoint => endpoint.Protocol))}",
        string.Join("; ", endpoints.Select(static endpoint => $"{endpoint.Protocol} wants {endpoint.Wanted}")),
        endpoints.Any(static endpoint => endpoint.Protocol == "gce") ? "correct the key's outputs in the broker, or name another key" : "a key of Google Cloud takes --gce; others are for exec without --refresh");
}
