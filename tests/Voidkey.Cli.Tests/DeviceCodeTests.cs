using System.Text.Json.Nodes;
using System.Web;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The device authorization grant. Nothing here is waited for: the clock jumps.</summary>
public sealed class DeviceCodeTests
{
    private static readonly (int, string) Pending = (400, """{"error":"authorization_pending"}""");
    private static readonly (int, string) SlowDown = (400, """{"error":"slow_down"}""");

    private readonly FakeIssuer _issuer;
    private readonly Terminal _cli;

    public DeviceCodeTests()
    {
        _cli = new Terminal { Environment = { ["HOME"] = "/home/me" }, Connect = _ => _issuer! };
        _issuer = new FakeIssuer(_cli.Time);
        _issuer.Discovery["device_authorization_endpoint"] = $"{FakeIssuer.Issuer}/device";
    }

    [Theory]
    [InlineData("--device-code"), InlineData("--device-code", "-q")]
    public async Task The_code_is_shown_with_a_warning_and_asked_about_as_slowly_as_is_wanted(params string[] flags)
    {
        _issuer.Answers["/token"] = new([Pending, SlowDown, Pending]);

        var ran = await LogInAsync(flags);

        Assert.Equal((0, ""), (ran.Exit, ran.Output));
        Assert.Contains("\n  https://people.example/go\n", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("WDJB-MJHT", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("only if you began this login yourself", ran.Errors, StringComparison.Ordinal);
        Assert.Equal([5, 5, 10, 10], _cli.Time.Waits.Select(wait => (int)wait.TotalSeconds));
        var sent = HttpUtility.ParseQueryString(_issuer.Heard[^1].Split(' ')[2]);
        Assert.Equal(("urn:ietf:params:oauth:grant-type:device_code", "device.canary", "voidkey-cli"), (sent["grant_type"], sent["device_code"], sent["client_id"]));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"access_denied"}""", 9, "declined")]
    [InlineData("""{"error":"expired_token"}""", 4, "expired before anybody used it")]
    [InlineData("""{"error":"invalid_grant","error_description":"no\u001b[2J"}""", 4, "invalid_grant")]
    [InlineData("""{}""", 4, "no reason given")]
    public async Task A_no_is_final(string answer, int exit, string says)
    {
        _issuer.Answers["/token"] = new([Pending, (400, answer)]);

        var ran = await LogInAsync("--device-code");

        Assert.Equal((exit, "", 4), (ran.Exit, ran.Output, _issuer.Heard.Count - 1));
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Errors);
    }

    [Fact]
    public async Task A_code_that_nobody_uses_is_not_asked_about_for_ever()
    {
        _issuer.Answers["/token"] = new(Enumerable.Repeat(Pending, 500));

        var ran = await LogInAsync("--device-code");

        Assert.Equal(4, ran.Exit);
        Assert.InRange(_issuer.Heard.Count, 100, 125);
    }

    [Theory]
    [InlineData("verification_uri", "\"javascript:alert(1)\"")]
    [InlineData("verification_uri", "\"http://people.example/go\"")]
    [InlineData("verification_uri", "\"https://people.example/go\\u001b[2J\"")]
    [InlineData("verification_uri", null)]
    [InlineData("user_code", "\"A\\u202eB\"")]
    [InlineData("user_code", "\"\"")]
    [InlineData("device_code", "\"a b\"")]
    [InlineData("device_code", null)]
    public async Task An_answer_that_could_mislead_is_not_shown(string member, string? json)
    {
        var answer = JsonNode.Parse("""{"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://people.example/go","expires_in":600}""")!.AsObject();
        answer[member] = json is null ? null : JsonNode.Parse(json);
        _issuer.Answers["/device"] = new([(200, answer.ToJsonString())]);

        var ran = await LogInAsync("--device-code");

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("WDJB", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"), InlineData("SSH_TTY", "/dev/pts/1"), InlineData(null, null)]
    public async Task It_is_the_way_where_there_is_no_browser(string? variable, string? value)
    {
        if (variable is not null)
        {
            _cli.Environment["DISPLAY"] = ":0";
            _cli.Environment[variable] = value!;
        }

        Assert.Equal(0, (await LogInAsync()).Exit);
        Assert.Contains(_issuer.Heard, heard => heard.Contains("/device ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_refused_where_it_is_not_offered()
    {
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, """{"clientId":"voidkey-cli","scopes":["openid"],"flows":["authorization_code"],"subjectToken":"id_token"}""")];
        var broker = await LogInAsync("--device-code");
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer)];
        _issuer.Discovery["device_authorization_endpoint"] = null;
        var issuer = await LogInAsync("--device-code");

        Assert.All([broker, issuer], ran => Assert.Equal(4, ran.Exit));
    }

    [Fact]
    public async Task An_access_token_is_shown_where_the_broker_wants_one()
    {
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, """{"clientId":"voidkey-cli","scopes":["openid"],"flows":["device_code"],"subjectToken":"access_token"}""")];

        Assert.Equal(0, (await LogInAsync("--scope", "api://x")).Exit);
        await _cli.RunAsync(["whoami"]);

        Assert.Contains(_issuer.Heard, heard => heard.Contains("scope=openid+api%3A%2F%2Fx", StringComparison.Ordinal));
        Assert.EndsWith("Bearer access.canary", _issuer.Heard[^1], StringComparison.Ordinal);
    }

    private Task<Ran> LogInAsync(params string[] more) => _cli.RunAsync(["login", "--insecure-storage", .. more]);
}
