using System.Net;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Server.Telemetry;

/// <summary>Carries what the SDK sends out through <see cref="OutboundHttp"/>, and tells how that went.</summary>
internal sealed class CollectorHandler(OutboundHttp http, OtlpSettings settings, string signal, Deliveries deliveries, TimeProvider time) : HttpMessageHandler
{
    // A collector says next to nothing; it is read to its end so that the connection can be used again.
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // The SDK's threads send and wait; nothing else runs on them.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in settings.Headers) request.Headers.TryAddWithoutValidation(name, value.Reveal());

        using var limit = new CancellationTokenSource(Limit, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var answer = await http.SendAsync(request, MaxAnswerBytes, ended.Token);
        var isDelivered = answer.Status is >= 200 and < 300;
        deliveries.Count(signal, isDelivered ? null : answer.Cause, settings.Endpoint);

        // One that the SDK never tries again, whatever its environment tells it: the next batch is the next try.
        return new HttpResponseMessage(isDelivered ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }
}
