using System.Net;
using System.Security.Cryptography.X509Certificates;
using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>A way for an upstream to go wrong, over a real socket. Whatever it says holds a text that nobody else may hear.</summary>
/// <param name="IsSlow">It keeps whoever asks waiting until he gives up.</param>
/// <param name="IsOfTls">It is wrong before anything is asked, so it is an upstream's that speaks TLS.</param>
internal sealed record UpstreamFault(string Name, Func<Site, string?, Task> BreakAsync, bool IsSlow = false, bool IsOfTls = false)
{
    // Where the status is not yet sent, and where it is, all of the body is of this length.
    private const int Announced = 4096;

    /// <summary>What is in every body, header and greeting.</summary>
    public static string Text { get; } = Canary.Make("upstream-body").Reveal();

    private static readonly string Refusal = $$"""{"error":"access_denied","error_description":"{{Text}}","message":"{{Text}}"}""";

    public static IReadOnlyList<UpstreamFault> All { get; } =
    [
        new("its port is closed", static (site, _) => site.CloseAsync()),
        Of("it cuts the connection", Fault.Refuse),
        Answering("it cuts the connection in the middle of its answer", static () => Body(new HaltingStream(Text, HaltingStream.Then.Cut), Announced)),
        new("what it speaks is no HTTP", static (site, _) => site.BabbleAsync($"220 {Text} ESMTP ready\r\n")),
        Answering("403", static () => Json(Refusal, 403)),
        Answering("404, a web page", static () => Page(404)),
        Answering("429 with Retry-After", static () => After(Json(Refusal, 429))),
        Answering("500", static () => Json(Refusal, 500)),
        Answering("502, a web page", static () => Page(502)),
        Answering("503 with Retry-After", static () => After(Json(Refusal, 503))),
        Of("it never answers", Fault.Hang, isSlow: true),
        Answering("it stops in the middle of its answer", static () => Body(new HaltingStream(Text, HaltingStream.Then.Wait), Announced), isSlow: true),
        Of("a byte a second", Fault.Drip(TimeSpan.FromSeconds(1), TimeProvider.System), isSlow: true),
        Of("100 MiB", Fault.Huge(100)),
        Answering("100 KiB of headers", static () => Headers(100)),
        Of("an empty body", Fault.Empty),
        Of("garbage", Fault.Garbage),
        Answering("200, a web page", static () => Page(200)),
        Answering("half of a document", static () => Json("{\"access_token\":\"" + Text, 200)),
        Answering("a document of something else", static () => Json(Refusal, 200)),
        Answering("307", static () => Redirect()),
        Showing("nobody vouches for its certificate", static (_, host) => TestAuthority.SelfSigned(host)),
        Showing("its certificate has expired", static (authority, host) => authority.Issue(host, fromDays: -3, untilDays: -1)),
        Showing("its certificate is for another host", static (authority, _) => authority.Issue("elsewhere.example.test")),
        Showing("its certificate is of another authority", static (_, host) => OfAnother(host)),
    ];

    public override string ToString() => Name;

    private static UpstreamFault Of(string name, Fault fault, bool isSlow = false) => new(name, (site, path) => Break(site, path, fault), isSlow);

    private static UpstreamFault Answering(string name, Func<HttpResponseMessage> answer, bool isSlow = false) => Of(name, new Fault(name, (_, _) => Task.FromResult(answer())), isSlow);

    private static UpstreamFault Showing(string name, Func<TestAuthority, string, X509Certificate2> issue) => new(name, (site, _) => site.ShowAsync(issue), IsOfTls: true);

    private static X509Certificate2 OfAnother(string host)
    {
        using var other = TestAuthority.Root("Another CA");
        return other.Issue(host);
    }

    private static Task Break(Site site, string? path, Fault fault)
    {
        site.Break(fault, path);
        return Task.CompletedTask;
    }

    private static HttpResponseMessage Json(string text, int status) => Answers.Text(text, "application/json", status);

    private static HttpResponseMessage Page(int status) => Answers.Text($"<!doctype html><html><body>{Text}</body></html>", "text/html", status);

    private static HttpResponseMessage After(HttpResponseMessage answer)
    {
        answer.Headers.TryAddWithoutValidation("Retry-After", "1");
        return answer;
    }

    private static HttpResponseMessage Body(Stream stream, long length)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream) };
        answer.Content.Headers.ContentLength = length;
        return answer;
    }

    private static HttpResponseMessage Headers(int kibibytes)
    {
        var answer = Json("{}", 200);
        answer.Headers.TryAddWithoutValidation("X-Text", Text + new string('x', kibibytes * 1024));
        return answer;
    }

    private static HttpResponseMessage Redirect()
    {
        var answer = Json(Refusal, 307);
        answer.Headers.Location = new Uri($"http://127.0.0.1:9/{Text}");
        return answer;
    }
}
