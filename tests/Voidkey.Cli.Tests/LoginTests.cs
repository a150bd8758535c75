using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The authorization code grant, with a browser that does what a test wants. It comes back to a real port.</summary>
public sealed class LoginTests
{
    private readonly FakeIssuer _issuer = new(TimeProvider.System);
    private Task _browsing = Task.CompletedTask;

    [Fact]
    public async Task A_person_logs_in_and_is_known_from_then_on()
    {
        var cli = Here(url => ComeBackAsync(url, q => $"code=c0de&state={q["state"]}&iss={FakeIssuer.Issuer}"));

        var ran = await cli.RunAsync(["login"]);

        Assert.Equal((0, ""), (ran.Exit, ran.Output));
        Assert.Contains("opening https://people.example/auth in your browser", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("logged in as alice via people; tokens kept in the keyring", ran.Errors, StringComparison.Ordinal);
        var asked = HttpUtility.ParseQueryString(new Uri(cli.Programs.Started.Single().Split('|')[1]).Query);
        var sent = HttpUtility.ParseQueryString(_issuer.Heard[^1].Split(' ')[2]);
        Assert.Equal(("1", "code", "voidkey-cli", "openid offline_access", "S256", "consent"), (asked["tenant"], asked["response_type"], asked["client_id"], asked["scope"], asked["code_challenge_method"], asked["prompt"]));
        Assert.Matches(@"\Ahttp://127\.0\.0\.1:[0-9]+/callback\z", asked["redirect_uri"]!);
        Assert.Equal(("authorization_code", "c0de", asked["redirect_uri"], "voidkey-cli"), (sent["grant_type"], sent["code"], sent["redirect_uri"], sent["client_id"]));
        Assert.Equal(asked["code_challenge"], Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(sent["code_verifier"]!))).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        Assert.Equal(43, sent["code_verifier"]!.Length);

        Assert.Equal((0, "alice"), ((await cli.RunAsync(["whoami"])) is var who ? who.Exit : 0, cli.Keyring.Contents.Keys.Single() is { Broker: FakeIssuer.Broker, Idp: "people" } ? "alice" : ""));
        Assert.StartsWith($"GET {FakeIssuer.Broker}/v1/whoami Bearer eyJ", _issuer.Heard[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors + string.Concat(cli.PrivateFiles.Contents.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_answer_to_this_login_counts_and_only_once()
    {
        List<int> statuses = [];
        Reply? page = null;
        var cli = Here(async url =>
        {
            var (back, state) = (Back(url), HttpUtility.ParseQueryString(url.Query)["state"]);
            foreach (var guess in new[] { "?code=evil&state=guess", "?code=evil", $"?code=evil&code=other&state={state}", $"?error=access_denied&state=x", $"/x?code=evil&state={state}", "" })
                statuses.Add((await LoopbackClient.GetAsync(back + guess)).Status);
            statuses.Add((await LoopbackClient.SendAsync(HttpMethod.Put, $"{back}?code=evil&state={state}")).Status);
            statuses.Add((await LoopbackClient.GetAsync($"{back}?code=evil&state={state}", ("Host", "evil.example"))).Status);
            page = await LoopbackClient.GetAsync($"{back}?code=right&state={state}&iss={FakeIssuer.Issuer}");
            statuses.Add(page.Status);
        });

        var ran = await cli.RunAsync(["login"]);
        await _browsing;

        Assert.Equal((0, "default-src 'none'", "no-store"), (ran.Exit, page!.Headers["Content-Security-Policy"], page.Headers["Cache-Control"]));
        Assert.DoesNotContain("script", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([400, 400, 400, 400, 404, 400, 405, 421, 200], statuses);
        Assert.Contains("code=right&", _issuer.Heard[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(_issuer.Heard, heard => heard.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("error=access_denied&error_description=no%1b[31m&iss=https://people.example", 9, "LOGIN_DECLINED", "declined")]
    [InlineData("error=login_required&iss=https://people.example", 4, "LOGIN_FAILED", "login_required")]
    [InlineData("code=c", 4, "LOGIN_FAILED", "another identity provider")]
    [InlineData("code=c&iss=https://people.example/", 4, "LOGIN_FAILED", "another identity provider")]
    [InlineData("iss=https://people.example", 4, "LOGIN_FAILED", "no code")]
    [InlineData("code=&iss=https://people.example", 4, "LOGIN_FAILED", "no code")]
    public async Task An_answer_that_is_a_no_or_of_somebody_else_ends_it(string answer, int exit, string code, string says)
    {
        var cli = Here(url => ComeBackAsync(url, q => $"{answer}&state={q["state"]}"));

        var ran = await cli.RunAsync(["login", "--log-format", "json"]);

        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
        Assert.Contains($"\"code\":\"{code}\"", ran.Errors, StringComparison.Ordinal);
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Errors);
        Assert.DoesNotContain(_issuer.Heard, heard => heard.StartsWith("POST", StringComparison.Ordinal));
        Assert.Empty(cli.Keyring.Contents);
    }

    public static TheoryData<string, string?> UnfitClaims => new()
    {
        { "iss", "\"https://people.example/\"" }, { "iss", null }, { "aud", "\"other\"" }, { "aud", "[\"voidkey-cli\",\"other\"]" }, { "aud", null }, { "sub", "\"\"" }, { "sub", null }, { "sub", "7" },
        { "exp", "1" }, { "exp", null }, { "exp", "\"soon\"" }, { "nonce", "\"x\"" }, { "nonce", null },
    };

    [Theory, MemberData(nameof(UnfitClaims))]
    public async Task An_id_token_is_refused_for_its(string claim, string? json)
    {
        var cli = Here(async url =>
        {
            var query = HttpUtility.ParseQueryString(url.Query);
            _issuer.Claims["nonce"] = query["nonce"];
            _issuer.Claims[claim] = json is null ? null : System.Text.Json.Nodes.JsonNode.Parse(json);
            await LoopbackClient.GetAsync($"{Back(url)}?code=c&state={query["state"]}&iss={FakeIssuer.Issuer}");
        });

        var ran = await cli.RunAsync(["login"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.StartsWith("voidkey: opening", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("error: the identity provider's ID token is not accepted", ran.Errors, StringComparison.Ordinal);
        Assert.Empty(cli.Keyring.Contents);
    }

    [Theory]
    [InlineData("issuer", "\"https://evil.example\"")]
    [InlineData("issuer", null)]
    [InlineData("token_endpoint", "\"http://people.example/token\"")]
    [InlineData("token_endpoint", "\"https://user:pw@people.example/token\"")]
    [InlineData("token_endpoint", null)]
    [InlineData("authorization_endpoint", "\"javascript:alert(1)\"")]
    [InlineData("authorization_endpoint", "\"file:///etc/passwd\"")]
    [InlineData("device_authorization_endpoint", "7")]
    public async Task Discovery_is_refused_for_its(string member, string? json)
    {
        _issuer.Discovery[member] = json is null ? null : System.Text.Json.Nodes.JsonNode.Parse(json);

        var ran = await Here(_ => Task.CompletedTask).RunAsync(["login"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Equal(2, _issuer.Heard.Count);
    }

    public static TheoryData<int, string> UnfitAnswers => new() { { 302, "{}" }, { 200, "<html>" }, { 200, "[]" }, { 200, """{"issuer":"a","issuer":"b"}""" }, { 200, $"\"{new string('x', 2_000_000)}\"" }, { 500, "{}" }, { 404, "" } };

    [Theory, MemberData(nameof(UnfitAnswers))]
    public async Task Discovery_that_is_none_ends_it(int status, string body)
    {
        _issuer.Answers["/.well-known/openid-configuration"] = new([(status, body)]);

        var ran = await Here(_ => Task.CompletedTask).RunAsync(["login"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain(_issuer.Heard, heard => heard.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CI", "true"), InlineData("CI", "1"), InlineData("VOIDKEY_NO_INPUT", "1"), InlineData(null, null)]
    public async Task Where_nobody_is_to_be_asked_nobody_is(string? variable, string? value)
    {
        var cli = Here(_ => Task.CompletedTask);
        if (variable is not null) cli.Environment[variable] = value!;

        var ran = await cli.RunAsync(["login", .. variable is null ? new[] { "--no-input" } : []]);

        Assert.Equal((4, "", 0), (ran.Exit, ran.Output, _issuer.Heard.Count));
        Assert.Empty(cli.Programs.Started);
    }

    [Fact]
    public async Task Of_several_identity_providers_one_is_named()
    {
        _issuer.Idps.Add(FakeIssuer.Idp("staff", "https://staff.example"));
        _issuer.Idps.Add(new System.Text.Json.Nodes.JsonObject { ["name"] = "ci", ["issuer"] = "https://ci.example" });
        var cli = Here(url => ComeBackAsync(url, q => $"code=c&state={q["state"]}&iss={FakeIssuer.Issuer}"));

        var unnamed = await cli.RunAsync(["login"]);
        var unknown = await cli.RunAsync(["login", "--idp", "ci"]);
        cli.Environment["VOIDKEY_IDP"] = "people";
        var named = await cli.RunAsync(["login"]);

        Assert.Equal((4, 4, 0), (unnamed.Exit, unknown.Exit, named.Exit));
        Assert.Contains("people, staff", unnamed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_nobody_is_asked_for_anything()
    {
        var cli = Here(_ => Task.CompletedTask);
        cli.Keyring.Missing = new Failure(ExitCode.Configuration, FailureCodes.Storage, "no keyring");
        var missing = await cli.RunAsync(["login"]);
        cli.Files.Contents["/etc/voidkey/cli.yaml"] = "storage: none\n";
        var forbidden = await cli.RunAsync(["login"]);

        Assert.Equal((3, 3, 0), (missing.Exit, forbidden.Exit, _issuer.Heard.Count));
    }

    [Fact]
    public async Task A_keyring_that_never_answers_is_not_waited_for()
    {
        using var never = new ManualResetEventSlim();
        var cli = Here(_ => Task.CompletedTask);
        cli.Keyring.Before = never.Wait;

        var ran = await cli.RunAsync(["login"]);

        never.Set();
        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains("did not answer within 3s", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--insecure-storage", null), InlineData(null, "storage: file\n")]
    public async Task In_the_clear_only_where_somebody_says_so(string? flag, string? file)
    {
        var cli = Here(url => ComeBackAsync(url, q => $"code=c&state={q["state"]}&iss={FakeIssuer.Issuer}"));
        if (file is not null) cli.Files.Contents["/etc/voidkey/cli.yaml"] = file;

        var ran = await cli.RunAsync(["login", .. flag is null ? Array.Empty<string>() : [flag]]);

        Assert.Equal((0, 0), (ran.Exit, cli.Keyring.Contents.Count));
        Assert.Contains("in the clear", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("refresh.canary.1", cli.PrivateFiles.Contents.Single(f => f.Key.EndsWith(".tokens", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
    }

    /// <summary>Whoever wants it quiet has to open it all the same.</summary>
    [Theory]
    [InlineData("--no-browser"), InlineData("--no-browser", "-q")]
    public async Task The_address_is_shown_where_nothing_opens_it(params string[] flags)
    {
        var shown = new TaskCompletionSource<Uri>();
        var said = "";
        var cli = Here(_ => Task.CompletedTask, text =>
        {
            said += text;
            if (said.Contains("code_challenge_method=S256", StringComparison.Ordinal)) shown.TrySetResult(new Uri(said.Split('\n').First(line => line.StartsWith("  http", StringComparison.Ordinal)).Trim()));
        });
        var running = cli.RunAsync(["login", .. flags]);

        await ComeBackAsync(await shown.Task, q => $"code=c&state={q["state"]}&iss={FakeIssuer.Issuer}");

        Assert.Equal(0, (await running).Exit);
        Assert.Empty(cli.Programs.Started);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var ran = await Here(_ => Task.CompletedTask).RunAsync(["login", "--redirect-port", $"{((IPEndPoint)taken.LocalEndpoint).Port}"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Contains("is taken", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_that_is_named_gets_the_address_as_one_argument()
    {
        var cli = Here(url => ComeBackAsync(url, q => $"code=c&state={q["state"]}&iss={FakeIssuer.Issuer}"));
        cli.Programs.OnStart = arguments => Open(arguments[0]["--url=".Length..], url => ComeBackAsync(url, q => $"code=c&state={q["state"]}&iss={FakeIssuer.Issuer}"));
        cli.Environment["BROWSER"] = "/usr/bin/ff --url=%s";

        Assert.Equal(0, (await cli.RunAsync(["login"])).Exit);
        Assert.StartsWith("/usr/bin/ff|--url=https://people.example/auth?tenant=1&response_type=code&", cli.Programs.Started.Single(), StringComparison.Ordinal);
    }

    /// <summary>A machine with a browser.</summary>
    private Terminal Here(Func<Uri, Task> browse, Action<string>? hear = null)
    {
        var cli = new Terminal { Clock = TimeProvider.System, Connect = _issuer.Connect, Heard = hear, Environment = { ["HOME"] = "/home/me", ["DISPLAY"] = ":0" } };
        cli.Programs.Known["xdg-open"] = (0, "");
        cli.Programs.OnStart = arguments => Open(arguments[^1], browse);
        return cli;
    }

    private void Open(string address, Func<Uri, Task> browse)
    {
        var url = new Uri(address);
        _issuer.Claims["nonce"] = HttpUtility.ParseQueryString(url.Query)["nonce"];
        _browsing = Task.Run(() => browse(url));
    }

    private static string Back(Uri url) => HttpUtility.ParseQueryString(url.Query)["redirect_uri"]!;

    private async Task ComeBackAsync(Uri url, Func<System.Collections.Specialized.NameValueCollection, string> answer)
    {
        var query = HttpUtility.ParseQueryString(url.Query);
        _issuer.Claims["nonce"] = query["nonce"];
        await LoopbackClient.GetAsync($"{Back(url)}?{answer(query)}");
    }
}
