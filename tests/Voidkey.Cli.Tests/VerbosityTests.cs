using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>How much stderr says, and in what form.</summary>
public sealed class VerbosityTests
{
    private const string Spoken = "voidkey: broker http://localhost:3000\nvoidkey: token sha256:";

    [Theory]
    [InlineData("", "", "voidkey: minted")]
    [InlineData("-q", "logging: { level: debug }", "")]
    [InlineData("-q -v --debug", "", "")]
    [InlineData("-v", "", Spoken)]
    [InlineData("--verbose", "logging: { level: error }", Spoken)]
    [InlineData("", "logging: { level: verbose }", Spoken)]
    [InlineData("", "logging: { level: error }", "")]
    [InlineData("", "logging: { level: warn }", "")]
    [InlineData("", "logging: { level: warn }\ndebug: true", "debug: configuration: /home/me")]
    [InlineData("", "logging: { level: info, format: json }", "{\"level\":\"info\",\"message\":\"minted\"")]
    [InlineData("--log-format text", "logging: { format: json }", "voidkey: minted")]
    [InlineData("-v --log-format json", "", "{\"level\":\"verbose\",\"message\":\"broker http://localhost:3000\"}\n")]
    public async Task Flags_and_files_say_how_much(string flags, string file, string said)
    {
        var cli = Terminal.WithToken();
        cli.Environment["HOME"] = "/home/me";
        cli.Files.Contents["/home/me/.config/voidkey/config.yaml"] = file;

        var ran = await cli.RunAsync(["mint", "A", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Some.Mint(("X", "1")));

        Assert.Equal((0, "export X=1\n"), (ran.Exit, ran.Output));
        Assert.StartsWith(said, ran.Errors, StringComparison.Ordinal);
        if (said.Length == 0) Assert.Equal("", ran.Errors);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_broker_was_asked_is_told_on_demand()
    {
        var cli = Terminal.WithToken();
        cli.Environment["VOIDKEY_DEBUG"] = "http";

        var ran = await cli.RunAsync(["mint", "A"], CannedAnswer.Problem(503, "SERVICE_UNAVAILABLE", "busy", ("X-Request-ID", "r-1")), Some.Mint(("X", "1")));

        Assert.Contains("debug: POST /v1/credentials/mint: 503 in 0 ms, request id r-1\ndebug: POST /v1/credentials/mint: 200 in 0 ms, request id -\n", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-input", "", "")]
    [InlineData("", "VOIDKEY_NO_INPUT", "1")]
    [InlineData("", "CI", "true")]
    public async Task No_shell_is_started_where_nobody_is_to_be_asked(string flag, string variable, string value)
    {
        var cli = Terminal.WithToken();
        (cli.InputIsTerminal, cli.OutputIsTerminal, cli.Environment[variable]) = (true, true, value);

        var ran = await cli.RunAsync(["exec", "A", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Some.Mint(("X", "1")));

        Assert.Equal(2, ran.Exit);
        Assert.Null(cli.Process.Successor);
        Assert.Empty(ran.Requests);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_named()
    {
        await using var proxy = RawBroker.Saying("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        var cli = new Terminal { Connect = Broker.BrokerHttp.Create, Environment = { ["HOME"] = "/home/me", ["VOIDKEY_OIDC_TOKEN"] = "a.b.c" } };
        cli.Files.Contents["/home/me/.config/voidkey/config.yaml"] = $"http: {{ proxy: {{ url: '{proxy.Url}' }} }}";

        var ran = await cli.RunAsync(["mint", "A", "--server", "https://voidkey.example.com", "--retries", "0"]);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
        Assert.Contains("the proxy did not let us through to https://voidkey.example.com", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(1, proxy.Connections);
    }

    [Theory]
    [InlineData("https://voidkey.example.com", true)]
    [InlineData("https://127.0.0.1:1", false)]
    public void A_proxy_is_on_the_way_to_everything_but_this_machine(string target, bool proxied)
    {
        using var handler = (SocketsHttpHandler)Broker.ProxyUrl.Over(Broker.BrokerHttp.Create(TimeSpan.FromSeconds(1)), new Uri("http://proxy.example.com:3128"), new Uri(target));

        Assert.Equal(proxied, handler.UseProxy);
        if (proxied) Assert.Equal(new Uri("http://proxy.example.com:3128"), handler.Proxy!.GetProxy(new Uri(target)));
    }
}
