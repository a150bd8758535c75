using System.Text.Json;
using System.Web;
using Voidkey.Cli.Sessions;
using Voidkey.Cli.Tests.Harness;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Tests;

/// <summary>What a session is good for once somebody has logged in, and how it ends.</summary>
public sealed class SessionTests
{
    private const string Folder = "/home/me/.local/state/voidkey/sessions";

    private readonly FakeIssuer _issuer;
    private readonly Terminal _cli;

    public SessionTests()
    {
        _cli = new Terminal { Environment = { ["HOME"] = "/home/me" }, Connect = _ => _issuer! };
        _issuer = new FakeIssuer(_cli.Time);
    }

    private int Refreshes => _issuer.Heard.Count(heard => heard.Contains("grant_type=refresh_token", StringComparison.Ordinal));

    [Fact]
    public async Task A_token_is_refreshed_at_80_percent_of_its_life_and_not_before()
    {
        LogIn();
        _cli.Time.Advance(TimeSpan.FromMinutes(8) - TimeSpan.FromSeconds(1));
        var early = await _cli.RunAsync(["whoami"]);
        Assert.Equal((0, 0), (early.Exit, Refreshes));

        _cli.Time.Advance(TimeSpan.FromSeconds(1));
        _issuer.RefreshToken = "refresh.canary.2";
        var due = await _cli.RunAsync(["whoami"]);
        var sent = HttpUtility.ParseQueryString(_issuer.Heard[^2].Split(' ')[2]);

        Assert.Equal((0, 1, ""), (due.Exit, Refreshes, due.Errors));
        Assert.Equal(("refresh.canary.1", "voidkey-cli"), (sent["refresh_token"], sent["client_id"]));
        Assert.NotEqual(_issuer.Heard[0], _issuer.Heard[^1]);
        Assert.Contains("refresh.canary.2", _cli.PrivateFiles.Contents[TokensOf("people")], StringComparison.Ordinal);
        Assert.Equal((0, 1), ((await _cli.RunAsync(["whoami"])).Exit, Refreshes));
    }

    [Fact]
    public async Task A_short_one_is_refreshed_a_minute_before_its_end()
    {
        LogIn(life: TimeSpan.FromSeconds(100));
        _cli.Time.Advance(TimeSpan.FromSeconds(39));
        await _cli.RunAsync(["whoami"]);
        Assert.Equal(0, Refreshes);

        _cli.Time.Advance(TimeSpan.FromSeconds(1));
        await _cli.RunAsync(["whoami"]);
        Assert.Equal(1, Refreshes);
    }

    /// <summary>The other process has refreshed it while we waited for the lock.</summary>
    [Fact]
    public async Task Two_processes_do_not_spend_one_refresh_token()
    {
        LogIn();
        _cli.Time.Advance(TimeSpan.FromMinutes(9));
        _cli.PrivateFiles.IsLocked = () =>
        {
            LogIn();
            _cli.PrivateFiles.IsLocked = () => false;
            return true;
        };

        Assert.Equal((0, 0), ((await _cli.RunAsync(["whoami"])).Exit, Refreshes));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""")]
    [InlineData(302, "{}")]
    [InlineData(200, """{"access_token":"only"}""")]
    [InlineData(200, "<html>")]
    public async Task A_refresh_that_fails_does_no_harm_before_the_old_token_expires(int status, string body)
    {
        LogIn();
        _issuer.Answers["/token"] = new([(status, body), (status, body)]);
        _cli.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal((0, 1), ((await _cli.RunAsync(["whoami"])).Exit, Refreshes));

        _cli.Time.Advance(TimeSpan.FromMinutes(1));
        var ran = await _cli.RunAsync(["whoami"]);

        Assert.Equal((4, "", 2), (ran.Exit, ran.Output, Refreshes));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.Single(_issuer.Heard, heard => heard.Contains("/v1/whoami", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_has_ended_names_what_to_run()
    {
        LogIn(refresh: null);
        _cli.Time.Advance(TimeSpan.FromMinutes(10));

        var ran = await _cli.RunAsync(["whoami"]);

        Assert.Equal(4, ran.Exit);
        Assert.Contains("hint     voidkey login --idp people\n", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_token_does_not_take_the_place_of_ones_own()
    {
        LogIn();
        _issuer.Claims["sub"] = "mallory";
        _cli.Time.Advance(TimeSpan.FromMinutes(10));

        var ran = await _cli.RunAsync(["whoami"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain(_issuer.Heard, heard => heard.Contains("whoami", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_is_for_the_broker_that_it_was_got_for()
    {
        LogIn();

        var ran = await _cli.RunAsync(["whoami", "--broker-url", "https://elsewhere.example"]);
        var slash = await _cli.RunAsync(["whoami", "--broker-url", "http://localhost:3000/"]);

        Assert.Equal((4, 0), (ran.Exit, slash.Exit));
        Assert.DoesNotContain(_issuer.Heard, heard => heard.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_one_is_named()
    {
        LogIn();
        LogIn("staff");

        Assert.Equal(4, (await _cli.RunAsync(["whoami"])).Exit);
        Assert.Equal(0, (await _cli.RunAsync(["whoami", "--idp", "people"])).Exit);
        Assert.Equal(4, (await _cli.RunAsync(["whoami", "--idp", "people", "--source", "login", "--audience", "other"])).Exit);
    }

    [Theory]
    [InlineData("garbage"), InlineData("{}"), InlineData("[]"), InlineData("""{"version":2}"""), InlineData("null"), InlineData(""), InlineData("OTHER"), InlineData("HUGE"), InlineData("DOUBLED"), InlineData("PLAIN")]
    public async Task What_is_no_session_is_not_shown_to_a_broker(string content)
    {
        LogIn();
        var good = _cli.PrivateFiles.Contents[TokensOf("people")];
        _cli.PrivateFiles.Contents[TokensOf("people")] = content switch
        {
            "OTHER" => good.Replace("\"idp\":\"people\"", "\"idp\":\"staff\"", StringComparison.Ordinal),
            "HUGE" => good.Replace("alice", new string('a', 100_000), StringComparison.Ordinal),
            "DOUBLED" => good.Replace("\"subject\":", "\"issuer\":\"x\",\"subject\":", StringComparison.Ordinal),
            "PLAIN" => good.Replace("https://people.example/token", "http://people.example/token", StringComparison.Ordinal),
            _ => content,
        };

        var ran = await _cli.RunAsync(["whoami"]);

        Assert.NotEqual(0, ran.Exit);
        Assert.Equal(("", 0), (ran.Output, _issuer.Heard.Count));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync(["logout"])).Exit);
        Assert.Empty(_cli.PrivateFiles.Contents);
    }

    [Fact]
    public async Task A_record_that_is_none_is_told_and_left_out()
    {
        LogIn();
        _cli.PrivateFiles.Contents[$"{Folder}/x.json"] = "garbage";
        _cli.PrivateFiles.Contents[$"{Folder}/{new SessionKey("https://a", "b").Id}.json"] = _cli.PrivateFiles.Contents[$"{Folder}/{new SessionKey(FakeIssuer.Broker, "people").Id}.json"];

        var ran = await _cli.RunAsync(["whoami"]);

        Assert.Equal(0, ran.Exit);
        Assert.Equal(2, ran.Errors.Split("is no record of a session").Length - 1);
    }

    [Fact]
    public async Task A_token_that_is_given_goes_before_a_session()
    {
        LogIn();
        _cli.Environment["VOIDKEY_OIDC_TOKEN"] = "given";

        await _cli.RunAsync(["whoami"]);

        Assert.EndsWith("Bearer given", _issuer.Heard.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_logged_in_is_listed_without_a_token()
    {
        LogIn();
        LogIn("staff", refresh: null, broker: "https://voidkey.example");
        _cli.Time.Advance(TimeSpan.FromMinutes(10));

        var (table, json, yaml) = (await _cli.RunAsync(["status"]), await _cli.RunAsync(["status", "-o", "json"]), await _cli.RunAsync(["status", "-o", "yaml"]));

        Assert.Equal(
            """
            BROKER                   IDP     SUBJECT  STORAGE  EXPIRES  REFRESHABLE
            http://localhost:3000    people  alice    file     expired  yes
            https://voidkey.example  staff   alice    file     expired  no

            """, table.Output);
        var sessions = JsonDocument.Parse(json.Output).RootElement.GetProperty("sessions");
        Assert.Equal(("staff", false, "2026-11-23T13:15:10Z"), (sessions[1].GetProperty("idp").GetString(), sessions[1].GetProperty("refreshable").GetBoolean(), sessions[1].GetProperty("expiresAt").GetString()));
        Assert.StartsWith("sessions:\n  - broker: \"http://localhost:3000\"\n    idp: \"people\"\n", yaml.Output, StringComparison.Ordinal);
        Assert.Empty(_issuer.Heard);
        Assert.All([table, json, yaml], ran => Assert.DoesNotContain("canary", ran.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "was given back")]
    [InlineData(500, "did not take")]
    [InlineData(302, "did not take")]
    public async Task A_logout_removes_what_is_here_whatever_the_issuer_says(int status, string says)
    {
        LogIn();
        _issuer.Answers["/revoke"] = new([(status, "")]);

        var ran = await _cli.RunAsync(["logout"]);

        Assert.Equal((0, ""), (ran.Exit, ran.Output));
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
        Assert.Equal("POST https://people.example/revoke token=refresh.canary.1&token_type_hint=refresh_token&client_id=voidkey-cli", _issuer.Heard.Single());
        Assert.Empty(_cli.PrivateFiles.Contents);
    }

    [Fact]
    public async Task A_logout_ends_what_it_names_and_no_more()
    {
        LogIn();
        LogIn("staff");
        LogIn("people", broker: "https://voidkey.example");

        await _cli.RunAsync(["logout", "--idp", "staff"]);
        Assert.Equal(2, Records());
        await _cli.RunAsync(["logout"]);
        Assert.Equal(1, Records());
        await _cli.RunAsync(["logout", "--all"]);
        Assert.Equal(0, Records());
        Assert.Equal((0, "voidkey: nobody was logged in\n"), ((await _cli.RunAsync(["logout"])) is var none ? none.Exit : 0, none.Errors));
    }

    [Fact]
    public async Task A_terminal_is_told_of_logins_and_a_job_is_not()
    {
        _cli.ErrorsAreTerminal = true;
        var person = await _cli.RunAsync(["whoami"]);
        _cli.Environment["CI"] = "true";
        var job = await _cli.RunAsync(["whoami"]);

        Assert.Contains("voidkey login", person.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("voidkey login", job.Errors, StringComparison.Ordinal);
    }

    private int Records() => _cli.PrivateFiles.Contents.Keys.Count(path => path.EndsWith(".json", StringComparison.Ordinal));

    private static string TokensOf(string idp) => $"{Folder}/{new SessionKey(FakeIssuer.Broker, idp).Id}.tokens";

    private void LogIn(string idp = "people", string? refresh = "refresh.canary.1", TimeSpan? life = null, string broker = FakeIssuer.Broker)
    {
        var now = _cli.Time.GetUtcNow();
        var session = new Session(
            new SessionKey(broker, idp), FakeIssuer.Issuer, "voidkey-cli", "alice", false, new Secret(_issuer.Jwt()), now, now + (life ?? TimeSpan.FromMinutes(10)), refresh is null ? null : new Secret(refresh),
            new Uri($"{FakeIssuer.Issuer}/token"), new Uri($"{FakeIssuer.Issuer}/revoke"));
        _cli.PrivateFiles.Contents[$"{Folder}/{session.Key.Id}.tokens"] = System.Text.Encoding.UTF8.GetString(SessionJson.Of(session));
        _cli.PrivateFiles.Contents[$"{Folder}/{session.Key.Id}.json"] = System.Text.Encoding.UTF8.GetString(SessionJson.Of(SessionRecord.Of(session, "file")));
    }
}
