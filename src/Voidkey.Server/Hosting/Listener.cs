using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Where the server listens.</summary>
internal static class Listener
{
    public const string Default = "http://127.0.0.1:3000";

    /// <summary><c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>VOIDKEY_LISTEN</c>, <c>PORT</c> (all addresses), <c>server.urls</c>, the default: the first that says anything.</summary>
    public static bool TryResolve(
        string? urls, ConfigEnvironment environment, IReadOnlyList<string> configured, [NotNullWhen(true)] out IReadOnlyList<Uri>? addresses, [NotNullWhen(false)] out string? fault)
    {
        var said = Said(urls, environment, configured);
        Uri[] resolved = [.. said.Select(Parse).OfType<Uri>()];
        addresses = resolved.Length == said.Length ? resolved : null;
        fault = addresses is not null ? null : $"'{Array.Find(said, static text => Parse(text) is null)}' is not an address to listen on, such as http://127.0.0.1:3000 (put https in front with a proxy)";
        return addresses is not null;
    }

    /// <summary>True where others on the network can connect.</summary>
    public static bool IsPublic(Uri address) => address.Host != "localhost" && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static string[] Said(string? urls, ConfigEnvironment environment, IReadOnlyList<string> configured)
    {
        foreach (var list in new[] { urls, environment.Variable("ASPNETCORE_URLS"), environment.Variable("VOIDKEY_LISTEN") })
        {
            if (!string.IsNullOrWhiteSpace(list)) return list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        if (environment.Variable("PORT") is { Length: > 0 } port) return [$"http://0.0.0.0:{port}"];
        return configured.Count > 0 ? [.. configured] : [Default];
    }

    private static Uri? Parse(string text)
    {
        // Kestrel's ways of saying "every address", and a bare host:port.
        var url = (text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}").Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != "http" || address.PathAndQuery != "/" || address.UserInfo.Length > 0) return null;

        var isAddress = address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _);
        var hasPort = url.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}"), StringComparison.Ordinal) || url.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}/"), StringComparison.Ordinal);
        return isAddress && (hasPort || address.IsDefaultPort) ? address : null;
    }
}
