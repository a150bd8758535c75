namespace Voidkey.Cli.Broker;

/// <summary>The connection to the broker: straight to it, wherever the environment or the broker would rather send us.</summary>
internal static class BrokerHttp
{
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
