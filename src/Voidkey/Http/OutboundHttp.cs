using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Voidkey.Diagnostics;

namespace Voidkey.Http;

/// <summary>The only way out: one pool of connections for each set of trusted authorities, no redirects, no ambient proxy, answers of a bounded size.</summary>
/// <remarks>
/// Redirects stay off because a 307 re-sends the body, and our bodies hold client secrets and the broker's token.
/// The handlers live as long as the process; <see cref="SocketsHttpHandler.PooledConnectionLifetime"/> lets DNS changes through.
/// </remarks>
public sealed class OutboundHttp : IDisposable
{
    /// <summary>Set where the same request was sent before.</summary>
    internal static readonly HttpRequestOptionsKey<bool> IsResent = new("voidkey.resent");

    private readonly HttpMessageInvoker _invoker;
    private readonly OutboundHttp _root;

    // Null where requests go to somebody else's handler.
    private readonly ConcurrentDictionary<TrustAnchors, OutboundHttp>? _trusting;

    /// <param name="handler">Where requests go, and what answers for TLS; null: the network.</param>
    public OutboundHttp(HttpMessageHandler? handler = null)
    {
        (_root, _invoker) = (this, new HttpMessageInvoker(handler ?? Network(null)));
        if (handler is null) _trusting = new();
    }

    private OutboundHttp(OutboundHttp root, TrustAnchors? anchors, SslStreamCertificateContext? certificate = null) =>
        (_root, _invoker) = (root, new HttpMessageInvoker(Network(anchors, certificate)));

    /// <summary>The way out to servers whose certificates come from these authorities; the system's are not trusted there.</summary>
    /// <param name="anchors">What <c>caFile</c> holds; null: the system's authorities.</param>
    /// <returns>One and the same for the same authorities. It is disposed of with the one it came from.</returns>
    public OutboundHttp Trusting(TrustAnchors? anchors) =>
        anchors is null || _root._trusting is not { } trusting ? _root : trusting.GetOrAdd(anchors, static (anchors, root) => new OutboundHttp(root, anchors), _root);

    /// <summary>A way out of its own, that shows a certificate to whoever asks for one within TLS.</summary>
    /// <param name="anchors">As for <see cref="Trusting"/>.</param>
    /// <param name="certificate">A client's certificate with its private key, and those between it and a root.</param>
    /// <returns>A new one each time, with connections of its own: none is shared with somebody who shows another certificate, or none.</returns>
    internal OutboundHttp Presenting(TrustAnchors? anchors, SslStreamCertificateContext certificate) => _root._trusting is null ? _root : new OutboundHttp(_root, anchors, certificate);

    /// <summary>A way to our own listener, which is known by its very certificate: under an address of this machine it has none that a name could be compared with.</summary>
    public static OutboundHttp Recognizing(ListenerTls listener)
    {
        var handler = Network(null);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && listener.IsOurs(shown);
        return new OutboundHttp(handler);
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">What to send. Its URL comes from configuration, never from a caller.</param>
    /// <param name="maxBytes">The largest body that is read, in bytes.</param>
    /// <param name="ct">The time limit. When it ends, the outcome is <see cref="OutboundOutcome.TimedOut"/>.</param>
    public async Task<OutboundAnswer> SendAsync(HttpRequestMessage request, int maxBytes, CancellationToken ct)
    {
        using var span = BrokerSpans.StartCall(request);
        if (request.Options.TryGetValue(IsResent, out _)) span?.SetTag("http.request.resend_count", 1);
        var answer = await ExchangeAsync(request, maxBytes, span, ct);
        if (span is not null && answer is ({ Outcome: not OutboundOutcome.Answered } or { Status: >= 400 })) BrokerSpans.Fail(span, answer.Outcome is OutboundOutcome.Answered ? $"{answer.Status}" : $"{answer.Outcome}");
        return answer;
    }

    public void Dispose()
    {
        foreach (var other in _trusting?.Values ?? []) other.Dispose();
        _invoker.Dispose();
    }

    private async Task<OutboundAnswer> ExchangeAsync(HttpRequestMessage request, int maxBytes, Activity? span, CancellationToken ct)
    {
        try
        {
            using var response = await _invoker.SendAsync(request, ct);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            return await ReadAsync(response, maxBytes, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new OutboundAnswer(OutboundOutcome.TimedOut, "no answer in time");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return new OutboundAnswer(OutboundOutcome.Unreachable, Describe(failure));
        }
    }

    private static SocketsHttpHandler Network(TrustAnchors? anchors, SslStreamCertificateContext? certificate = null) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5398 // Never below, whatever the machine's own library has been told to allow.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = anchors?.Policy(),
            ClientCertificateContext = certificate,
        },
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 32,

        // The caller's trace is no business of a cloud's, and what is sent there is what is signed for.
        ActivityHeadersPropagator = null,
    };

    private static async Task<OutboundAnswer> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400) return new OutboundAnswer(OutboundOutcome.Redirected, $"status {status}: redirects are not followed");
        if (response.Content.Headers.ContentLength > maxBytes) return new OutboundAnswer(OutboundOutcome.TooLarge, $"an answer of over {maxBytes} bytes");

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(response.Content.Headers.ContentLength + 1 ?? 4096, maxBytes + 1L));
        var length = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), ct)) > 0)
            {
                length += read;
                if (length > maxBytes)
                {
                    OutboundAnswer.Return(buffer);
                    return new OutboundAnswer(OutboundOutcome.TooLarge, $"an answer of over {maxBytes} bytes");
                }

                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
        }
        catch
        {
            OutboundAnswer.Return(buffer);
            throw;
        }

        return new OutboundAnswer(status, buffer, length, RetryAfter(response));
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        OutboundAnswer.Return(buffer);
        return larger;
    }

    // Seconds only: a date would make our clock depend on theirs. At most an hour, so that nobody parks us for good.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta && delta > TimeSpan.Zero
            ? TimeSpan.FromSeconds(Math.Min(Math.Ceiling(delta.TotalSeconds), 3600))
            : null;

    // The HTTP stack quotes status lines, headers and lengths that it does not understand: of what came over the wire only our own words tell.
    private static string Describe(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => Describe(http.HttpRequestError, http.InnerException ?? http),
        HttpIOException http => Describe(http.HttpRequestError, http),
        _ => failure.Message,
    };

    private static string Describe(HttpRequestError error, Exception failure) => string.Create(CultureInfo.InvariantCulture, $"{error}: {error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError => failure.Message,
        HttpRequestError.InvalidResponse => "what came is no HTTP",
        HttpRequestError.ResponseEnded => "the answer ended too early",
        HttpRequestError.ConfigurationLimitExceeded => "the headers are too large",
        _ => "the exchange failed",
    }}");
}
