using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Voidkey.Reliability.Stage;

/// <summary>Ports below the range that the system gives to outgoing connections: one that is closed for a while is still ours when it opens again.</summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 29_000;

    private static readonly HashSet<int> Given = [];

    public static int Free()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port) && Given.Add(port)) return port;
        }

        throw new StageException($"no free port between {First} and {Last}");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
