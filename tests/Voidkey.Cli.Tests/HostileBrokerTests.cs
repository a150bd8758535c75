using System.Text;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Over real sockets: whatever the other side does, stdout stays empty, the token unprinted, and the command ends.</summary>
public sealed class HostileBrokerTests
{
    private const string Json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    public static TheoryData<string, int, string> Nonsense => new()
    {
        { "garbage instead of HTTP", 7, "\u0000\u0001\u0002 not http at all\r\n\r\n" },
        { "a connection that closes", 6, "" },
        { "an answer that breaks off", 6, Json + "Content-Length: 100\r\n\r\n{" },
        { "a page", 7, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>" },
        { "no content type", 7, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "no content", 7, "HTTP/1.1 204 No Content\r\n\r\n" },
        { "another success", 7, "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" },
        { "no JSON", 7, Json + "Content-Length: 4\r\n\r\nnope" },
        { "null", 7, Json + "Content-Length: 4\r\n\r\nnull" },
        { "an empty object", 7, Json + "Content-Length: 2\r\n\r\n{}" },
        { "a list", 7, Json + "Content-Length: 2\r\n\r\n[]" },
        { "deep nesting", 7, Json + "Content-Length: 2000\r\n\r\n" + new string('[', 2000) },
        { "half a character", 7, Json + "Connection: close\r\n\r\n{\"idp\":\"\\ud800\"}" },
        { "bytes that are no UTF-8", 7, Json + "Connection: close\r\n\r\n{\"idp\":\"\u00ff\u00fe\"}" },
        { "huge headers", 7, "HTTP/1.1 200 OK\r\nX-Pad: " + new string('a', 1_000_000) + "\r\n\r\n" },
        { "a length that lies", 7, Json + "Content-Length: 99999999999\r\n\r\n{" },
        { "an error without a body", 7, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n" },
        { "an error of a proxy", 4, "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>" },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task The_command_fails_with_a_clear_code_on(string what, int exit, string answer)
    {
        await using var broker = RawBroker.Saying(answer);

        var ran = await broker.MintAsync();

        Assert.True((exit, "") == (ran.Exit, ran.Output), $"{what}: {ran}");
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> WrongAnswers()
    {
        var good = Some.MintBody(("A", [("X", "canary")]));
        return new()
        {
            { "another key", good.Replace("\"A\"", "\"B\"", StringComparison.Ordinal) },
            { "one key more", Some.MintBody(("A", [("X", "1")]), ("B", [("Y", "1")])) },
            { "credentials without their key", good.Replace("\"keys\":{\"A\"", "\"keys\":{\"B\"", StringComparison.Ordinal) },
            { "a value that is null", good.Replace("\"canary\"", "null", StringComparison.Ordinal) },
            { "a value that is a number", good.Replace("\"canary\"", "1", StringComparison.Ordinal) },
            { "a variable twice", good.Replace("\"X\":\"canary\"", "\"X\":\"canary\",\"X\":\"2\"", StringComparison.Ordinal) },
            { "a member twice", good.Replace("\"idp\":", "\"idp\":\"x\",\"idp\":", StringComparison.Ordinal) },
            { "no expiry", good.Replace("\"expiresAt\"", "\"expires\"", StringComparison.Ordinal) },
            { "an expiry that is none", good.Replace("2026-11-23T14:05:10", "\\u001b[2J", StringComparison.Ordinal) },
            { "no identity provider", good.Replace("\"idp\"", "\"ipd\"", StringComparison.Ordinal) },
        };
    }

    [Theory, MemberData(nameof(WrongAnswers))]
    public async Task An_answer_to_something_else_is_not_used(string what, string json)
    {
        await using var broker = RawBroker.Answering(json);

        var ran = await broker.MintAsync();

        Assert.True((7, "") == (ran.Exit, ran.Output), $"{what}: {ran}");
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_a_later_version_do_not_matter()
    {
        await using var broker = RawBroker.Answering(Some.MintBody(("A", [("X", "1")])).Replace("{\"credentials\"", "{\"later\":[{}],\"credentials\"", StringComparison.Ordinal));

        Assert.Equal("export X=1\n", (await broker.MintAsync()).Output);
    }

    [Fact]
    public async Task A_loader_variable_is_refused()
    {
        await using var broker = RawBroker.Answering(Some.MintBody(("A", [("LD_PRELOAD", "/tmp/evil.so")])));

        Assert.Equal((1, ""), ((await broker.MintAsync()) is var ran ? (ran.Exit, ran.Output) : default));
    }

    [Fact]
    public async Task Escape_sequences_in_an_error_are_shown_not_obeyed()
    {
        const string body = """{"error":"FORBIDDEN","detail":"\u001b]0;owned\u0007\u009b2J\r\nexport X=1","requestId":"\u001b[31m","details":{"key":"\u202e"}}""";
        await using var broker = RawBroker.Saying($"HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n{body}");

        var ran = await broker.MintAsync();

        Assert.Equal((5, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain(ran.Errors, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.Equal(3, ran.Errors.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_error_and_its_target_hears_nothing(int status)
    {
        await using var elsewhere = RawBroker.Answering(Some.MintBody(("A", [("X", "1")])));
        await using var broker = RawBroker.Saying($"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.Url}/v1/credentials/mint\r\nContent-Length: 0\r\n\r\n");

        var ran = await broker.MintAsync();

        Assert.Equal((7, ""), (ran.Exit, ran.Output));
        Assert.Equal((1, 0), (broker.Connections, elsewhere.Connections));
    }

    [Fact]
    public async Task A_body_of_300_MB_is_not_read_to_its_end()
    {
        long sent = 0;
        await using var broker = new RawBroker(async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Json + "\r\n"), ct);
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)' ');
            for (; sent < 300_000_000; sent += chunk.Length) await stream.WriteAsync(chunk, ct);
        });

        var ran = await broker.MintAsync();

        Assert.Equal((7, ""), (ran.Exit, ran.Output));
        Assert.Contains("larger than 1 MiB", ran.Errors, StringComparison.Ordinal);
        Assert.InRange(sent, 0, 50_000_000);
    }

    [Fact]
    public async Task Silence_ends_with_the_time_limit()
    {
        var terminal = new Terminal { Connect = BrokerHttp.Create };
        await using var broker = new RawBroker((_, ct) =>
        {
            terminal.Time.Advance(TimeSpan.FromMinutes(1));
            return Task.Delay(Timeout.Infinite, ct);
        });

        var ran = await broker.MintAsync(terminal);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task A_drip_ends_with_the_time_limit()
    {
        var terminal = new Terminal { Connect = BrokerHttp.Create };
        await using var broker = new RawBroker(async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Json + "\r\n"), ct);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(" "u8.ToArray(), ct);
                await Task.Yield();
                if (i % 10 == 9) terminal.Time.Advance(TimeSpan.FromSeconds(5));
                if (i > 100) await Task.Delay(Timeout.Infinite, ct);
            }
        });

        var ran = await broker.MintAsync(terminal);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
    }
}
