using System.Net;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>The proxy that configuration files name. Variables such as <c>HTTPS_PROXY</c> are not asked: they are for programs that carry no tokens.</summary>
/// <param name="Url">Null: none.</param>
internal sealed record ProxyUrl(Uri? Url)
{
    public const string Member = "http.proxy.url";

    public static Result<ProxyUrl> Read(Invocation invocation)
    {
        if (invocation.Config.AfterVariables(Member) is not { } setting) return new ProxyUrl(Url: null);
        return Problem(setting) is { } problem ? setting.Wrong(problem) : new ProxyUrl(new Uri(setting.Value));
    }

    /// <summary>A sentence that does not repeat the value: a password may be in it.</summary>
    public static string? Problem(Setting setting)
    {
        if (!Uri.TryCreate(setting.Value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
            return $"{setting.Origin} is not a URL like http://proxy.example.com:3128";
        return uri.UserInfo.Length > 0 || setting.Value.Contains('@') ? $"{setting.Origin} must not contain a user name or password" : null;
    }

    /// <summary>Puts the proxy between us and the target. What is on this machine is asked directly.</summary>
    public static HttpMessageHandler Over(HttpMessageHandler handler, Uri? proxy, Uri target)
    {
        if (proxy is null || target.IsLoopback || handler is not SocketsHttpHandler sockets) return handler;
        (sockets.UseProxy, sockets.Proxy) = (true, new WebProxy(proxy));
        return sockets;
    }
}
