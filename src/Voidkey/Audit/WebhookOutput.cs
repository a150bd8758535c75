using System.Net.Http.Headers;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Audit;

/// <summary>Posts records as a batch of CloudEvents (CloudEvents 1.0, HTTP binding §3.3). A batch that was not answered with a 2xx in time is not accepted, and never posted again.</summary>
internal sealed class WebhookOutput(OutboundHttp http, TimeProvider time, Webhook webhook, TimeSpan limit) : IAuditOutput
{
    // What a receiver says beside its status is nobody's business here.
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly MediaTypeHeaderValue BatchType = new("application/cloudevents-batch+json") { CharSet = "utf-8" };

    private volatile Posting _posting = new(webhook, limit);
    private bool _hasBegun;

    /// <summary>Posts there from now on.</summary>
    /// <param name="webhook">The same URL, and what may have changed with it.</param>
    /// <param name="limit">How long an answer is waited for.</param>
    public void Follow(Webhook webhook, TimeSpan limit) => _posting = new Posting(webhook, limit);

    public OutputOpening? Open()
    {
        if (_hasBegun) return null;
        _hasBegun = true;
        return new OutputOpening("started");
    }

    /// <exception cref="IOException">They were not accepted. The message says why, and nothing of the answer.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        var (to, limit) = _posting;
        using var ended = new CancellationTokenSource(limit, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, to.Url) { Content = new ReadOnlyMemoryContent(CloudEventBatch.Of(lines.Span)) };
        request.Content.Headers.ContentType = BatchType;
        if (to.Bearer is { } file) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await file.ReadAsync(ended.Token)).Reveal());

        using var answer = await http.Trusting(to.Anchors).SendAsync(request, MaxAnswerBytes, ended.Token);
        if (answer.Status is < 200 or > 299) throw new IOException(answer.Cause);
    }

    public void Close()
    {
        // Connections are the pool's.
    }

    private sealed record Posting(Webhook To, TimeSpan Limit);
}
