using Voidkey.Testing;

namespace Voidkey.Demo;

/// <param name="Request">What the command line sent.</param>
/// <param name="Status">What the broker answered.</param>
/// <param name="Body">What the broker answered. Of a mint it holds secrets.</param>
internal sealed record Exchange(RecordedRequest Request, int Status, string Body);

/// <summary>Stands between the command line and the broker and passes everything on unchanged, so that steps 3 and 10 are seen.</summary>
internal sealed class Tap(string broker, Timeline timeline) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private volatile Exchange? _last;

    /// <summary>The last exchange that was completed.</summary>
    public Exchange Last => _last ?? throw new StoryBrokenException("the command line never reached the broker");

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var isMint = request.RequestUri!.AbsolutePath.EndsWith("/credentials/mint", StringComparison.Ordinal);
        if (isMint) timeline.Saw(Sight.MintPosted);

        request.RequestUri = new Uri(new Uri(broker), request.RequestUri.PathAndQuery);
        request.Headers.Host = null;
        var seen = await RecordedRequest.OfAsync(request, ct);
        var response = await _invoker.SendAsync(request, ct);
        await response.Content.LoadIntoBufferAsync(ct);
        _last = new Exchange(seen, (int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));

        // The body goes on in one piece, so that is how it has to be announced.
        response.Headers.TransferEncodingChunked = null;
        if (isMint) timeline.Saw(Sight.MintAnswered);
        return response;
    }

    public void Dispose() => _invoker.Dispose();
}
