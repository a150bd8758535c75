using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Voidkey.RealTests.Harness;

/// <summary>Ports to listen on, taken below the range that the system gives to outgoing connections, so that none of those gets in between.</summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 29_000;

    private static readonly HashSet<int> Given = [];

    public static int Free() => FreeBlock(1);

    /// <returns>The first of <paramref name="count"/> neighbouring ports that are all free.</returns>
    public static int FreeBlock(int count)
    {
        lock (Given)
        {
            for (var attempt = 0; attempt < 200; attempt++)
            {
                var block = Enumerable.Range(RandomNumberGenerator.GetInt32(First, Last), count).ToArray();
                if (!block.All(static port => !Given.Contains(port) && IsFree(port))) continue;
                Given.UnionWith(block);
                return block[0];
            }
        }

        throw new InvalidOperationException($"no {count} free ports between {First} and {Last}");
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
