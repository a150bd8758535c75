using System.Net;

namespace Voidkey.Testing;

/// <summary>A way for an upstream to go wrong. Given to <see cref="FakeNetwork"/> or <see cref="LoopbackServer"/>.</summary>
/// <param name="name">What a test's output calls it.</param>
/// <param name="answer">What happens instead of the answer.</param>
public sealed class Fault(string name, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
{
    /// <summary>The connection is refused.</summary>
    public static Fault Refuse { get; } = new("refuses connections", (_, _) => throw Unreachable("Connection refused"));

    /// <summary>No answer, until the caller gives up.</summary>
    public static Fault Hang { get; } = new("never answers", async (_, ct) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        throw Unreachable("not reached");
    });

    /// <summary>200 with bytes that are neither JSON, XML nor text.</summary>
    public static Fault Garbage { get; } = Always("answers garbage", () => new ByteArrayContent([0xFF, 0xFE, 0x00, 0x7B, 0x3C, 0x80, 0x0D, 0x0A]));

    /// <summary>200 with an HTML page, as a captive portal or a proxy sends.</summary>
    public static Fault HtmlPage { get; } =
        new("answers a web page", (_, _) => Task.FromResult(Answers.Text("<!doctype html><html><body>Please sign in</body></html>", "text/html")));

    /// <summary>200 without a body.</summary>
    public static Fault Empty { get; } = Always("answers nothing", () => new ByteArrayContent([]));

    public string Name { get; } = name;

    /// <summary>An answer with this status and a short text.</summary>
    public static Fault Status(int status) => new($"answers {status}", (_, _) => Task.FromResult(Answers.Text("upstream-text", status: status)));

    /// <summary>A redirect: 301, 302, 303, 307 or 308.</summary>
    public static Fault Redirect(int status, string location) => new($"redirects with {status}", (_, _) =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        answer.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
        return Task.FromResult(answer);
    });

    /// <summary>200 with a body of so many MiB of spaces, made as it is read, its length not announced.</summary>
    public static Fault Huge(int mebibytes) => Always($"answers {mebibytes} MiB", () => new StreamContent(new HugeStream(mebibytes * 1024L * 1024L)));

    /// <summary>200 with one byte at every interval, without end.</summary>
    public static Fault Drip(TimeSpan interval, TimeProvider time) => Always("drips", () => new StreamContent(new DripStream(interval, time)));

    public override string ToString() => Name;

    /// <summary>Goes wrong this once, for a fake that does so only sometimes.</summary>
    public Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct) => answer(request, ct);

    private static Fault Always(string name, Func<HttpContent> content) =>
        new(name, (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content() }));

    private static HttpRequestException Unreachable(string why) => new(HttpRequestError.ConnectionError, why);
}
