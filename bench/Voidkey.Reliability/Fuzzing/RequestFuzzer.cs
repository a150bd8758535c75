using System.Globalization;
using System.Text;

namespace Voidkey.Reliability.Fuzzing;

/// <param name="IsEnded">A server that waits for more is told, after a second, that nothing comes. Where it is not, it has to run into its own limits.</param>
internal sealed record FuzzedRequest(byte[] Bytes, bool IsEnded, string Why);

/// <summary>Edits good requests as they travel: request line, headers, framing of the body, bytes.</summary>
internal static class RequestFuzzer
{
    private const string Body = "{\"keys\":[\"DEPLOY\"]}";

    private static readonly string[] RequestLines =
    [
        "GET / HTTP/1.1", "post /v1/credentials/mint HTTP/1.1", "POST /v1/credentials/mint", "POST /v1/credentials/mint HTTP/1.0", "POST /v1/credentials/mint HTTP/0.9", "POST /v1/credentials/mint HTTP/1.2", "POST /v1/credentials/mint HTTP/2.0",
        "POST /v1/credentials/mint HTTP/9.9", "POST /v1/credentials/mint HTTP/1.1 x", "POST  /v1/credentials/mint  HTTP/1.1", "POST\t/v1/credentials/mint\tHTTP/1.1", "POST http://127.0.0.1/v1/credentials/mint HTTP/1.1",
        "POST http://elsewhere.example/v1/credentials/mint HTTP/1.1", "CONNECT elsewhere.example:443 HTTP/1.1", "OPTIONS * HTTP/1.1", "POST * HTTP/1.1", "POST /v1/credentials/%00mint HTTP/1.1", "POST /v1/../v1/credentials/mint HTTP/1.1",
        "POST /v1/credentials/mint%zz HTTP/1.1", "POST //v1//credentials//mint HTTP/1.1", "POST /v1/credentials/mint?token=x HTTP/1.1", "POST /v1/credentials/mint?a[]=%ff%fe HTTP/1.1", "POST /\u00ff\u00fe HTTP/1.1", "P\0ST / HTTP/1.1",
        $"POST /{new string('a', 9000)} HTTP/1.1", $"{new string('M', 5000)} / HTTP/1.1", "TRACE / HTTP/1.1", "PRI * HTTP/2.0", "", " ", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
    ];

    private static readonly string[] Headers =
    [
        "X", "X Y: z", ": z", "X : z", "\tX: z", "X: z\r\n folded", "X: \0", "X: \u0001\u001b[31m", "X: \u00ff", "Host: elsewhere.example", "Host:", "Host: a b", "Authorization: Bearer x", "Authorization: Basic eDp5", "Authorization:",
        "Content-Length: 5", "Content-Length: -1", "Content-Length: +18", "Content-Length: 18, 18", "Content-Length: 99999999999999999999", "Content-Length: 0x12", "Content-Length: 9223372036854775807", "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity", "Transfer-Encoding:\u000bchunked", "Transfer-Encoding: xchunked", "Content-Encoding: gzip", "Content-Type: text/plain",
        "Expect: 100-continue", "Expect: 200-maybe", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "Connection: close, keep-alive", "Connection: \0", "X-Request-ID: a\u0007b",
        "X-Request-ID: ../../etc", "X-Forwarded-For: 1.2.3.4, unknown, \"", "X-HTTP-Method-Override: DELETE", "Cookie: a=b; c=\"\0\"", $"X: {new string('v', 33_000)}", $"{new string('N', 33_000)}: v", "Accept-Encoding: *;q=0", "Range: bytes=-1",
        "If-None-Match: *", "Trailer: Authorization", "TE: trailers, deflate;q=0.5", "Origin: null", "Content-Length : 18", "Transfer-Encoding : chunked",
        string.Join("\r\n", Enumerable.Range(0, 200).Select(static n => $"X-{n}: v")),
    ];

    private static readonly string[] Chunked =
    [
        "13\r\n" + Body + "\r\n0\r\n\r\n", "13\r\n" + Body, "13\r\n{\"keys\"", "FFFFFFFFFFFFFFFF\r\n" + Body, "7FFFFFFF\r\n" + Body, "-13\r\n" + Body, "0x13\r\n" + Body + "\r\n0\r\n\r\n", "13;a=\"b\r\n" + Body + "\r\n0\r\n\r\n",
        $"13;{new string('e', 10_000)}\r\n{Body}\r\n0\r\n\r\n", "13\n" + Body + "\n0\n\n", "12\r\n" + Body + "\r\n0\r\n\r\n", "14\r\n" + Body + "\r\n0\r\n\r\n", "\r\n", "0\r\n\r\n", "0\r\nAuthorization: Bearer x\r\n\r\n",
        "0\r\n" + string.Join("\r\n", Enumerable.Range(0, 300).Select(static n => $"T-{n}: v")) + "\r\n\r\n", "13\r\n" + Body + "\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n", "ZZ\r\n", "000000000000000000000000000013\r\n" + Body + "\r\n0\r\n\r\n",
        string.Concat(Body.Select(static c => $"1\r\n{c}\r\n")) + "0\r\n\r\n", $"20000\r\n{new string(' ', 0x20000)}\r\n0\r\n\r\n",
    ];

    public static FuzzedRequest Next(Seeded seeded, string good)
    {
        var why = new List<string>();
        var line = "POST /v1/credentials/mint HTTP/1.1";
        List<string> headers = ["Host: 127.0.0.1", $"Authorization: Bearer {good}", "Content-Type: application/json"];
        var (length, body) = (string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}"), Body);
        switch (seeded.Below(5))
        {
            case 0:
                line = seeded.Pick(RequestLines);
                why.Add("line " + Shown(line));
                break;
            case 1:
                body = seeded.Pick(Chunked);
                length = seeded.OneIn(6) ? $"{length}\r\nTransfer-Encoding: chunked" : "Transfer-Encoding: chunked";
                why.Add("chunks " + Shown(body));
                break;
            case 2:
                var odd = seeded.Pick(Headers);
                headers.Insert(seeded.Below(headers.Count + 1), odd);
                why.Add("header " + Shown(odd));
                break;
            case 3:
                headers.RemoveAt(seeded.Below(headers.Count));
                why.Add("header left out");
                break;
            default:
                break;
        }

        headers.Add(length);
        var bytes = Encoding.Latin1.GetBytes($"{line}\r\n{string.Join("\r\n", headers)}\r\n\r\n{body}");
        if (why.Count == 0 || seeded.OneIn(4))
        {
            for (var edits = 1 + seeded.Below(3); edits > 0; edits--) bytes = bytes.Length == 0 ? bytes : ByteEdits.Apply(seeded, bytes);
            why.Add("bytes");
        }

        return new FuzzedRequest(bytes, !seeded.OneIn(20), string.Join("; ", why));
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60];
}
