using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Voidkey.Server.Hosting;

/// <summary>Where the server listens, and how it proves who it is there.</summary>
/// <param name="Urls">For callers, at least one.</param>
/// <param name="ManagementUrls">For whoever runs the server; empty: there is no place of their own.</param>
/// <param name="Tls">What https shows; null where nothing is https.</param>
internal sealed record Listening(IReadOnlyList<Uri> Urls, IReadOnlyList<Uri> ManagementUrls, ListenerTls? Tls)
{
    /// <summary>Makes Kestrel listen.</summary>
    public void ApplyTo(KestrelServerOptions options, TimeProvider time, ILogger logger)
    {
        foreach (var url in Urls) Listen(options, url, listen => Secure(listen, url, asksClients: true, time, logger));
        foreach (var url in ManagementUrls)
        {
            Listen(options, url, listen =>
            {
                // Whoever scrapes or probes has no client certificate; from where they may connect is what keeps others away.
                Secure(listen, url, asksClients: false, time, logger);
                listen.Use(static next => connection =>
                {
                    connection.Features.Set(ManagementConnection.Instance);
                    return next(connection);
                });
            });
        }
    }

    private void Secure(ListenOptions listen, Uri url, bool asksClients, TimeProvider time, ILogger logger)
    {
        if (url.Scheme != Uri.UriSchemeHttps || Tls is not { } tls) return;
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = context => tls.HandshakeAsync(asksClients, time, logger, context.CancellationToken) });
    }

    private static void Listen(KestrelServerOptions options, Uri url, Action<ListenOptions> configure)
    {
        if (url.Host == "localhost") options.ListenLocalhost(url.Port, configure);
        else options.Listen(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port, configure);
    }
}
