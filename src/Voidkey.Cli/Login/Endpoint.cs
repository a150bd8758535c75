namespace Voidkey.Cli.Login;

/// <summary>A URL of an identity provider that something secret is sent to: over TLS, or within this machine.</summary>
internal static class Endpoint
{
    /// <summary>Null: it is none.</summary>
    public static Uri? Read(string text)
    {
        if (text.Length > 2048 || text.Any(static c => c is <= ' ' or >= '\x7f' or '\\') || text.Contains('#') || !Uri.TryCreate(text, UriKind.Absolute, out var url)) return null;
        return url.Host.Length > 0 && url.UserInfo.Length == 0 && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) ? url : null;
    }

    /// <summary>The same URL with further parameters.</summary>
    public static Uri With(this Uri url, params IEnumerable<(string Name, string Value)> parameters)
    {
        var query = string.Join('&', parameters.Select(static parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        return new Uri($"{url.AbsoluteUri}{(url.Query.Length == 0 ? '?' : '&')}{query}");
    }
}
