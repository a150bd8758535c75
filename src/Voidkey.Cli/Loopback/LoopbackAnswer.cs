using System.Globalization;
using System.Text;

namespace Voidkey.Cli.Loopback;

/// <summary>What is answered. The connection ends with it.</summary>
/// <param name="Headers">Beside those that every answer has: no cache keeps it, no browser guesses what it is.</param>
internal sealed record LoopbackAnswer(int Status, string ContentType, string Body, params IReadOnlyList<(string Name, string Value)> Headers)
{
    public static LoopbackAnswer Text(int status, string line) => new(status, "text/plain; charset=utf-8", $"{line}\n");

    public static LoopbackAnswer Json(int status, string json) => new(status, "application/json", json);

    public byte[] Bytes()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason()}\r\nContent-Type: {ContentType}\r\nContent-Length: {body.Length}\r\n");
        head.Append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private string Reason() => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Refused",
    };
}
