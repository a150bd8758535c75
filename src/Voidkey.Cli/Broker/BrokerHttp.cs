using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>The connection to the broker: straight to it, wherever the environment or the broker would rather send us.</summary>
internal static class BrokerHttp
{
    /// <summary>Who is asking, as every request says it.</summary>
    public static string UserAgent => $"voidkey/{VersionCommand.Number().Split('+')[0]}";

    public static HttpMessageHandler Create(TimeSpan connectTimeout) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    };
}
