using System.Globalization;
using System.Net;

namespace Voidkey.Configuration;

/// <summary>Where a server listens: an IP address, <c>localhost</c>, or <c>*</c> for all addresses, with a port, and nothing behind it.</summary>
public static class ListenAddress
{
    /// <param name="text"><c>http://127.0.0.1:3000</c>, or without a scheme.</param>
    /// <param name="scheme">The scheme where the text has none.</param>
    /// <returns>The address; null where the text is none.</returns>
    public static Uri? Parse(string text, string scheme)
    {
        // Kestrel's ways of saying "every address", and a bare host:port.
        var url = (text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}").Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/" || address.UserInfo.Length > 0) return null;

        var isAddress = address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _);
        var hasPort = url.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}"), StringComparison.Ordinal) || url.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}/"), StringComparison.Ordinal);
        return isAddress && (hasPort || address.IsDefaultPort) ? address : null;
    }
}
