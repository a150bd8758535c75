using System.Text;

namespace Voidkey.Cli.Loopback;

/// <summary>Reads the head of an HTTP/1.1 request (RFC 9112), strictly: what could be read in two ways is refused.</summary>
internal static class RequestHead
{
    public static readonly byte[] End = "\r\n\r\n"u8.ToArray();

    /// <param name="head">Without the empty line behind it.</param>
    /// <returns>Null: it is not one, or announces a body.</returns>
    public static LoopbackRequest? Parse(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b is not ((byte)'\r' or (byte)'\n' or (byte)'\t') and (< 0x20 or >= 0x7f)) return null;
        }

        var lines = Encoding.ASCII.GetString(head).Split("\r\n");
        if (lines.Any(static line => line.Contains('\r') || line.Contains('\n'))) return null;
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1"] || !method.All(IsNameCharacter) || target.Contains('#') || target.Contains('\t')) return null;
        if (Fields(lines.AsSpan(1)) is not { } headers || HasBody(headers)) return null;

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? new LoopbackRequest(method, target, "", headers) : new LoopbackRequest(method, target[..query], target[(query + 1)..], headers);
    }

    private static Dictionary<string, string>? Fields(ReadOnlySpan<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            // A name that is followed by a blank, or preceded by one (a line folded as of old), is how requests are smuggled.
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !line[..colon].All(IsNameCharacter) || !headers.TryAdd(line[..colon], line[(colon + 1)..].Trim(' ', '\t'))) return null;
        }

        return headers;
    }

    private static bool HasBody(Dictionary<string, string> headers) =>
        headers.ContainsKey("Transfer-Encoding") || headers.GetValueOrDefault("Content-Length", "0") != "0" || headers.ContainsKey("Upgrade");

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
