using System.Diagnostics.CodeAnalysis;
using System.Net;
using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Where the server listens.</summary>
internal static class Listener
{
    /// <summary>Plain http, or https where there is a certificate.</summary>
    public const string Default = "127.0.0.1:3000";

    /// <summary><c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>VOIDKEY_LISTEN</c>, <c>PORT</c> (all addresses), <c>server.urls</c>, the default: the first that says anything.</summary>
    /// <param name="hasCertificate">Where nothing says how to speak, https; and http alone is refused, since whoever names a certificate wants it shown.</param>
    public static bool TryResolve(
        string? urls, ConfigEnvironment environment, IReadOnlyList<string> configured, bool hasCertificate, [NotNullWhen(true)] out IReadOnlyList<Uri>? addresses, [NotNullWhen(false)] out string? fault)
    {
        var said = Said(urls, environment, configured);
        if (!TryParse(said, hasCertificate, out addresses, out fault)) return false;
        if (!hasCertificate || addresses.Any(static url => url.Scheme == Uri.UriSchemeHttps)) return true;

        (addresses, fault) = (null, $"there is a 'server.certificateFile', and '{said[0]}' is plain http");
        return false;
    }

    /// <summary>The addresses in texts such as <c>http://127.0.0.1:3000</c>.</summary>
    public static bool TryParse(IReadOnlyList<string> texts, bool hasCertificate, [NotNullWhen(true)] out IReadOnlyList<Uri>? addresses, [NotNullWhen(false)] out string? fault)
    {
        var parsed = new List<Uri>(texts.Count);
        (addresses, fault) = (null, null);
        foreach (var text in texts)
        {
            if (ListenAddress.Parse(text, hasCertificate ? Uri.UriSchemeHttps : Uri.UriSchemeHttp) is not { } url) fault = $"'{text}' is not an address to listen on, such as http://127.0.0.1:3000";
            else if (url.Scheme == Uri.UriSchemeHttps && !hasCertificate) fault = $"'{text}' needs a 'server.certificateFile' and 'server.keyFile'";
            else parsed.Add(url);
            if (fault is not null) return false;
        }

        addresses = parsed;
        return true;
    }

    /// <summary>True where others on the network can connect, and read along.</summary>
    public static bool IsPublic(Uri address) => address.Scheme == Uri.UriSchemeHttp && address.Host != "localhost" && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static string[] Said(string? urls, ConfigEnvironment environment, IReadOnlyList<string> configured)
    {
        foreach (var list in new[] { urls, environment.Variable("ASPNETCORE_URLS"), environment.Variable("VOIDKEY_LISTEN") })
        {
            if (!string.IsNullOrWhiteSpace(list)) return list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        if (environment.Variable("PORT") is { Length: > 0 } port) return [$"0.0.0.0:{port}"];
        return configured.Count > 0 ? [.. configured] : [Default];
    }
}
