using System.Net.Sockets;
using System.Security.Authentication;

namespace Voidkey.Cli.Broker;

/// <summary>Turns what went wrong below HTTP into a failure.</summary>
internal static class ConnectionFailure
{
    /// <summary>Nothing was sent yet, so trying again cannot do anything twice.</summary>
    public static bool IsBeforeSending(HttpRequestException e) => e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    public static Failure Of(HttpRequestException e, BrokerUrl broker) => e.HttpRequestError switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError =>
            Failure.InvalidAnswer("the answer is not HTTP that can be read", "its status line or headers are broken or too large"),
        HttpRequestError.ProxyTunnelError => Network($"the proxy did not let us through to {broker}", hint: "check http.proxy.url in the configuration file: voidkey config show --origin"),
        HttpRequestError.ResponseEnded => Network("the broker's answer broke off"),
        HttpRequestError.SecureConnectionError => Network($"there is no trusted TLS connection to {broker}", Reason(e)),
        _ => Network($"the broker at {broker} cannot be reached", Reason(e)),
    };

    /// <summary>What the platform knows about the cause, in our words where we have some.</summary>
    public static string? Reason(HttpRequestException e) => e.InnerException switch
    {
        AuthenticationException tls => tls.Message,
        SocketException socket => Because(socket),
        _ => null,
    };

    public static Failure BrokenOff() => Network("the broker's answer broke off");

    private static Failure Network(string message, string? reason = null, string hint = "check --broker-url (VOIDKEY_BROKER_URL) and the network") =>
        new(ExitCode.Network, FailureCodes.Network, message, reason, hint);

    private static string Because(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to the host",
        SocketError.TimedOut => "the connection timed out",
        _ => $"the network said {e.SocketErrorCode}",
    };
}
