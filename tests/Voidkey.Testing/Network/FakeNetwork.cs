using System.Collections.Concurrent;

namespace Voidkey.Testing;

/// <summary>A network with only the hosts that a test put there. Give it to <c>OutboundHttp</c>.</summary>
/// <remarks>An origin is <c>scheme://host[:port]</c>; of a longer URL the origin is taken. Unknown origins refuse connections.</remarks>
public sealed class FakeNetwork : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Origin, string? Path), Fault> _faults = new();
    private readonly Recorded<RecordedRequest> _requests = new();

    /// <summary>What was sent, in order, to known and unknown origins; the last 10,000.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests.All;

    /// <summary>Puts a host on the network, or replaces it.</summary>
    public FakeNetwork Map(string origin, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _hosts[OriginOf(new Uri(origin))] = answer;
        return this;
    }

    /// <summary>Puts an identity provider on the network, at its issuer's origin.</summary>
    public FakeNetwork Map(FakeIdp idp) => Map(idp.Issuer, idp.AnswerAsync);

    /// <summary>What was sent to one origin, in order.</summary>
    public IReadOnlyList<RecordedRequest> RequestsTo(string origin)
    {
        var wanted = OriginOf(new Uri(origin));
        return [.. Requests.Where(request => OriginOf(request.Uri) == wanted)];
    }

    /// <summary>Makes an origin go wrong from now on.</summary>
    /// <param name="path">The only path that goes wrong; null: all of them.</param>
    public void Break(string origin, Fault fault, string? path = null) => _faults[(OriginOf(new Uri(origin)), path)] = fault;

    /// <summary>Ends all faults of an origin.</summary>
    public void Heal(string origin)
    {
        var healed = OriginOf(new Uri(origin));
        foreach (var place in _faults.Keys.Where(place => place.Origin == healed)) _faults.TryRemove(place, out _);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Add(await RecordedRequest.OfAsync(request, cancellationToken));

        var origin = OriginOf(request.RequestUri!);
        if (_faults.TryGetValue((origin, request.RequestUri!.AbsolutePath), out var fault) || _faults.TryGetValue((origin, null), out fault))
            return await fault.AnswerAsync(request, cancellationToken);

        return _hosts.TryGetValue(origin, out var answer)
            ? await answer(request, cancellationToken)
            : throw new HttpRequestException(HttpRequestError.ConnectionError, $"Nothing answers at {origin}");
    }

    private static string OriginOf(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
