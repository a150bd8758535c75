using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>People log in at a certified identity provider, in its own pages, and their sessions are refreshed, kept and ended.</summary>
public sealed class LoginTests(World world) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static int Persons;

    private readonly IdentityProvider _people = new("peoples-idp") { People = TimeSpan.FromSeconds(61) };
    private readonly string _home = RunFolder.Make($"person-{Interlocked.Increment(ref Persons)}");
    private BrokerServer? _broker;

    public async ValueTask InitializeAsync()
    {
        _ = world.Callers;
        await _people.StartAsync();
        _broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with
        {
            Callers = _people.Issuer,
            MoreOfClientIdp = $"login: {{ clientId: {IdentityProvider.PeoplesClient} }}",
            Audience = IdentityProvider.PeoplesClient,
            IsForeignGranted = false,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        await _people.DisposeAsync();
    }

    [Fact]
    public async Task A_person_logs_in_with_a_browser_and_the_session_ends_with_a_logout()
    {
        await LogInAsync("--insecure-storage");
        var (who, listed) = ((await CliAsync("whoami")).Success, (await CliAsync("status", "-o", "json")).Success);
        Assert.Contains("subject     alice\n", who, StringComparison.Ordinal);
        Assert.Contains("\"refreshable\": true", listed, StringComparison.Ordinal);

        var refresh = RefreshTokens().Single();
        Assert.Contains("its refresh token was given back", (await CliAsync("logout")).Fails(0).Errors, StringComparison.Ordinal);
        Assert.Empty(Files("*.json").Concat(Files("*.tokens")));
        Assert.Equal("invalid_grant", await SpendAsync(refresh));
        _ = (await CliAsync("whoami")).Fails(4);
    }

    [Fact]
    public async Task A_person_logs_in_with_a_code_in_a_browser_elsewhere()
    {
        await using var login = Start("login", "--device-code", "--insecure-storage");
        _ = await new ScriptedPerson("bob").VisitAsync(await AddressAsync(login));

        Assert.Equal((0, ""), (await login.ExitAsync(Limit), login.Output));
        Assert.Contains("subject     bob\n", (await CliAsync("whoami")).Success, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device-code"), InlineData("--no-browser")]
    public async Task A_person_who_declines_is_not_logged_in(string how)
    {
        await using var login = Start("login", how, "--insecure-storage");
        _ = await new ScriptedPerson("alice") { IsUnwilling = true }.VisitAsync(await AddressAsync(login));

        Assert.Equal((9, ""), (await login.ExitAsync(Limit), login.Output));
        Assert.Contains("the login was declined", login.Errors, StringComparison.Ordinal);
        Assert.Empty(Files("*.tokens"));
    }

    /// <summary>The provider ends the whole session when a refresh token is spent twice.</summary>
    [Fact]
    public async Task Many_processes_that_need_a_new_token_at_once_spend_no_refresh_token_twice()
    {
        await LogInAsync("--insecure-storage");
        var first = RefreshTokens().Single();

        // What others did at this provider is no business of this test.
        var before = _people.Log.Length;

        // An ID token of 61 seconds is due after one.
        await Poll.UntilAsync("the token was refreshed", Limit, async () => (await CliAsync("token")).Success.Length > 0 && RefreshTokens().Single() != first);
        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CliAsync("whoami")));
        Assert.All(many, ran => Assert.Contains("subject     alice\n", ran.Success, StringComparison.Ordinal));
        _ = (await CliAsync("whoami")).Success;

        Assert.DoesNotContain("grant.error", _people.Log[before..], StringComparison.Ordinal);
        Assert.Equal("invalid_grant", await SpendAsync(first));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_login_that_nobody_goes_on_with()
    {
        await using var login = Start("login", "--no-browser", "--insecure-storage");
        _ = await AddressAsync(login);
        login.Signal(Signals.Interrupt);

        Assert.Equal((130, ""), (await login.ExitAsync(Limit), login.Output));
    }

    [Fact]
    public async Task A_desktop_keeps_the_session_in_its_keyring_and_nothing_else()
    {
        Absent.Refuse(Absent.Programs("dbus-run-session", "gnome-keyring-daemon", "secret-tool"));
        var script = Path.Combine(_home, "desktop.sh");
        await File.WriteAllTextAsync(script, $"""
            printf password | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
            {Repository.CliBinary} login || exit 10
            {Repository.CliBinary} whoami || exit 11
            echo -- kept
            secret-tool search --all xdg:schema dev.voidkey.Session 2>&1
            echo -- end
            {Repository.CliBinary} logout || exit 12
            secret-tool search --all xdg:schema dev.voidkey.Session
            printf garbage | secret-tool store --label=x xdg:schema dev.voidkey.Session broker {_broker!.Url} idp ci
            {Repository.CliBinary} whoami; echo "exit $?"
            """);
        var environment = Environment();
        (environment["XDG_RUNTIME_DIR"], environment["XDG_DATA_HOME"]) = (RunFolder.Make("desktop-runtime"), RunFolder.Make("desktop-data"));
        await using var desktop = Child.Start("desktop", _home, new Command(Command.Find("dbus-run-session")!, ["--", "sh", script], environment));
        await BrowseAsync(desktop);
        Assert.Equal(0, await desktop.ExitAsync(Limit));

        var (kept, after) = (desktop.Output.Split("-- kept\n")[1].Split("-- end\n")[0], desktop.Output.Split("-- end\n")[1]);
        Assert.Contains("tokens kept in the Secret Service", desktop.Errors, StringComparison.Ordinal);
        Assert.Equal(2, kept.Split("label = ").Length);
        Assert.Equal([$"attribute.broker = {_broker.Url}", "attribute.idp = ci", "label = voidkey: ci at " + _broker.Url, "schema = dev.voidkey.Session"], kept.Split('\n').Where(static line => line.StartsWith("attr", StringComparison.Ordinal) || line.StartsWith("label", StringComparison.Ordinal) || line.StartsWith("schema", StringComparison.Ordinal)).Order());
        Assert.Equal("exit 4\n", after);
        Assert.Empty(Files("*.tokens"));
        Assert.DoesNotContain(Files("*.json").Select(File.ReadAllText), static text => text.Contains("eyJ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_keyring_nobody_is_asked_to_log_in_in_vain()
    {
        var refused = await CliAsync("login");

        Assert.Equal("", refused.Fails(3).Output);
        Assert.Contains("--insecure-storage", refused.Errors, StringComparison.Ordinal);
    }

    private async Task LogInAsync(params string[] more)
    {
        await using var login = Start(["login", .. more]);
        await BrowseAsync(login);
        Assert.Equal((0, ""), (await login.ExitAsync(Limit), login.Output));
    }

    /// <summary>The program that voidkey starts as the browser writes down what it is to open.</summary>
    private async Task BrowseAsync(Child login)
    {
        var address = Path.Combine(_home, "address");
        await Poll.UntilAsync("the browser is opened", Limit, () => Task.FromResult(File.Exists(address)), login);
        Assert.Contains("voidkey has got an answer", await new ScriptedPerson("alice").VisitAsync(await File.ReadAllTextAsync(address)), StringComparison.Ordinal);
    }

    private static async Task<string> AddressAsync(Child login)
    {
        await Poll.UntilAsync("the address is shown", Limit, () => Task.FromResult(login.Errors.Contains("\n  http", StringComparison.Ordinal) && login.Errors.EndsWith('\n')), login);
        return login.Errors.Split('\n').First(static line => line.StartsWith("  http", StringComparison.Ordinal)).Trim();
    }

    private Child Start(params string[] arguments) => Child.Start("voidkey", _home, new Command(Repository.CliBinary, arguments, Environment()));

    private Task<Finished> CliAsync(params string[] arguments) => new Command(Repository.CliBinary, arguments, Environment()).RunAsync();

    private Dictionary<string, string> Environment()
    {
        var browser = Path.Combine(_home, "browser");
        if (!File.Exists(browser))
        {
            File.WriteAllText(browser, $"#!/bin/sh\nprintf %s \"$1\" > {_home}/draft\nmv {_home}/draft {_home}/address\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return new Dictionary<string, string>(_broker!.CliEnvironment(null)) { ["HOME"] = _home, ["BROWSER"] = browser };
    }

    private string[] Files(string pattern) => Directory.Exists(Path.Combine(_home, ".local/state/voidkey/sessions")) ? Directory.GetFiles(Path.Combine(_home, ".local/state/voidkey/sessions"), pattern) : [];

    private string[] RefreshTokens() => [.. Files("*.tokens").Select(static file => Canaries.Add(System.Text.Json.JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("refreshToken").GetString()!))];

    private async Task<string> SpendAsync(string refresh)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh, ["client_id"] = IdentityProvider.PeoplesClient };
        return (await Http.PostFormAsync(_people.TokenEndpoint, form, null)).Json.GetProperty("error").GetString()!;
    }
}
