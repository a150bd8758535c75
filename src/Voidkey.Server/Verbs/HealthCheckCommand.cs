using System.Net;
using System.Net.Sockets;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary><c>voidkey-server healthcheck</c>: asks a server on this machine whether it is ready. For containers, whose image has nothing else that could ask.</summary>
internal sealed class HealthCheckCommand(TextWriter output, TextWriter errors)
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>How long an answer is waited for: orchestrators give a check a few seconds.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(3);

    /// <param name="listening">Where the server listens; an address that means every one stands for this machine's own.</param>
    /// <returns>0 where it is ready, 1 where it is not or does not answer in time.</returns>
    public async Task<int> RunAsync(Listening listening, CancellationToken ct)
    {
        // Where clients must show a certificate, the management listener is the one that asks for none.
        var url = Own(listening.ManagementUrls.Concat(listening.Urls).OrderBy(static url => url.Scheme == Uri.UriSchemeHttps).First());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/health/ready"));
        using var http = url.Scheme == Uri.UriSchemeHttps && listening.Tls is { } tls ? OutboundHttp.Recognizing(tls) : new OutboundHttp();
        using var answer = await http.SendAsync(request, MaxAnswerBytes, ct);
        if (answer.Outcome != OutboundOutcome.Answered)
        {
            await errors.WriteLineAsync(Printable.Line($"voidkey-server: {request.RequestUri} does not answer: {answer.Cause}"));
            return ServerCommand.Failed;
        }

        var isReady = answer.Status == (int)HttpStatusCode.OK;
        await (isReady ? output : errors).WriteLineAsync(isReady ? "ready" : Printable.Line($"voidkey-server: {request.RequestUri} answers {answer.Status}: not ready"));
        return isReady ? 0 : ServerCommand.Failed;
    }

    private static Uri Own(Uri address) => !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) || !(ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        ? address
        : new UriBuilder(address) { Host = ip.AddressFamily == AddressFamily.InterNetworkV6 ? "[::1]" : "127.0.0.1" }.Uri;
}
