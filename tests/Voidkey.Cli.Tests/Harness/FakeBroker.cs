using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>What the broker says to one request. Status 0: nothing, ever.</summary>
internal sealed record CannedAnswer(int Status, string ContentType, string Body, params (string Name, string Value)[] Headers)
{
    public static CannedAnswer Json(string body) => new(200, "application/json", body);

    public static CannedAnswer Problem(int status, string code, string message, params (string Name, string Value)[] headers) => new(
        status,
        "application/problem+json",
        $$"""{"type":"https://voidkey.dev/errors/{{code}}","title":"-","status":{{status}},"detail":"{{message}}","instance":"/","error":"{{code}}","message":"{{message}}","requestId":"req-1","timestamp":"2026-11-23T13:05:10Z"}""",
        headers);

    public static readonly CannedAnswer Never = new(0, "", "");
}

/// <summary>A request as it left the command line.</summary>
internal sealed record Heard(string Method, string Url, string? Authorization, string Body);

/// <summary>Answers in the order given and repeats the last answer; remembers what it heard.</summary>
internal sealed class FakeBroker(VirtualTime time, params IReadOnlyList<CannedAnswer> answers) : HttpMessageHandler
{
    public List<Heard> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new Heard(request.Method.Method, request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString(), body));
        if (answers.Count == 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));

        var answer = answers[Math.Min(Requests.Count, answers.Count) - 1];
        if (answer.Status == 0)
        {
            time.Advance(TimeSpan.FromDays(1));
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)) };
        if (answer.ContentType.Length > 0) response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}
