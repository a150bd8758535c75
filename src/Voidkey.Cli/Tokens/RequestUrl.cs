using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A URL that a platform put into a variable, to ask a token from. The right to ask travels with the request, so it goes over TLS or stays on this machine.</summary>
internal static class RequestUrl
{
    public static Result<Uri> Read(Setting setting)
    {
        var text = setting.Value;
        if (text.Any(c => c is <= ' ' or >= '\x7f' or '\\') || text.Contains('@') || text.Contains('#') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return Failure.NoToken($"{setting.Origin} is not a URL to ask a token from", hint: "leave it as the platform set it");
        if (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback)) return uri;
        return Failure.NoToken($"{setting.Origin} is not https", "the right to ask for a token would cross the network in the clear", "leave it as the platform set it");
    }

    /// <summary>The same URL with one more parameter.</summary>
    public static Uri With(this Uri url, string name, string value)
    {
        var text = url.OriginalString;
        return new Uri($"{text}{(text.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}");
    }
}
