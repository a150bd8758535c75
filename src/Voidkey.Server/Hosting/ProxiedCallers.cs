using Microsoft.AspNetCore.HttpOverrides;

namespace Voidkey.Server.Hosting;

/// <summary>Where callers come from who are sent here by a proxy.</summary>
internal static class ProxiedCallers
{
    /// <summary><c>X-Forwarded-For</c> is read from its end for as long as whoever added an entry is trusted; the first who is not is the caller. What he wrote himself, further to the front, nobody reads.</summary>
    public static ForwardedHeadersOptions Of(IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };

        // By default this machine is trusted; here nobody is who was not named.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies) options.KnownIPNetworks.Add(network);
        return options;
    }
}
