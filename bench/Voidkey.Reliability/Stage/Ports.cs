using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Voidkey.Reliability.Stage;

/// <summary>Ports below the range that the system gives to outgoing connections: one that is closed for a while is still ours when it opens again.</summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 29_000;

    // Held until this process ends: other runs on this machine look for ports too, and one that is closed for a while looks free.
    private static readonly ConcurrentDictionary<int, FileStream> Given = new();

    public static int Free()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (!Given.ContainsKey(port) && Claim(port) is { } claim && Given.TryAdd(port, claim) && IsFree(port)) return port;
        }

        throw new StageException($"no free port between {First} and {Last}");
    }

    private static FileStream? Claim(int port)
    {
        try
        {
            var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"voidkey-reliability-port-{port}"));
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
