using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Cli.Spiffe;

/// <summary>Where the SPIFFE Workload API is (SPIFFE Workload Endpoint, section 4): <c>unix:///absolute/path</c>, or <c>tcp://IP:PORT</c>.</summary>
/// <param name="Text">As written, for people.</param>
internal sealed record WorkloadAddress(string Text, EndPoint EndPoint)
{
    public const string Rule = "unix:///PATH or tcp://127.0.0.1:PORT";

    /// <summary>What fits into <c>sockaddr_un</c> on every system, with the NUL behind it.</summary>
    private const int LongestPath = 103;

    /// <summary>Null: it is none, or TCP to another machine, where a token would cross the network in the clear.</summary>
    public static WorkloadAddress? Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return PathOf(text["unix:".Length..]) is { } path ? new WorkloadAddress(text, new UnixDomainSocketEndPoint(path)) : null;
        return text.StartsWith("tcp://", StringComparison.Ordinal) && IPEndPoint.TryParse(text["tcp://".Length..], out var address) && address.Port > 0 && IPAddress.IsLoopback(address.Address) ? new WorkloadAddress(text, address) : null;
    }

    // RFC 3986: an empty authority may stand there or be left out; a query, a fragment and another authority may not.
    private static string? PathOf(string rest)
    {
        if (rest.StartsWith("//", StringComparison.Ordinal)) rest = rest[2..];
        if (!rest.StartsWith('/') || rest.StartsWith("//", StringComparison.Ordinal) || rest.EndsWith('/') || rest.Contains('?') || rest.Contains('#')) return null;
        var path = Uri.UnescapeDataString(rest);
        return path.Any(char.IsControl) || Encoding.UTF8.GetByteCount(path) > LongestPath ? null : path;
    }
}
