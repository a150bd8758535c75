using System.Net;
using System.Net.Sockets;
using System.Web;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What <c>login</c> in configuration files does, and what goes before it.</summary>
public sealed class LoginSettingsTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";
    private const string Project = "/home/me/project/.voidkey.yaml";
    private const string Both = """{"clientId":"voidkey-cli","scopes":["openid"],"flows":["authorization_code","device_code"],"subjectToken":"id_token"}""";

    private readonly FakeIssuer _issuer;
    private readonly Terminal _cli;

    public LoginSettingsTests()
    {
        _cli = new Terminal { Environment = { ["HOME"] = "/home/me", ["DISPLAY"] = ":0" }, Connect = _ => _issuer!, Clock = TimeProvider.System, Heard = Browse };
        _issuer = new FakeIssuer(TimeProvider.System) { Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, Both)] };
        _issuer.Answers["/device"] = new([(200, """{"device_code":"device.canary","user_code":"WDJB-MJHT","verification_uri":"https://people.example/go","expires_in":600,"interval":1}""")]);
    }

    /// <summary>The person opens whatever is shown, and comes back to where it says.</summary>
    private string? CameBackTo { get; set; }

    [Theory]
    [InlineData(null, "", "browser")]
    [InlineData("flow: auto", "", "browser")]
    [InlineData("flow: device", "", "device")]
    [InlineData("flow: device", "--no-browser", "browser")]
    [InlineData("flow: browser", "", "browser")]
    [InlineData("flow: browser", "--device-code", "device")]
    [InlineData(null, "", "device", "SSH_TTY")]
    [InlineData("flow: browser", "", "browser", "SSH_TTY")]
    [InlineData("flow: device", "--no-browser", "browser", "SSH_TTY")]
    public async Task A_file_chooses_the_grant_and_a_flag_goes_before_it(string? setting, string flag, string grant, string? variable = null)
    {
        if (setting is not null) _cli.Files.Contents[User] = $"login: {{ {setting} }}";
        if (variable is not null) _cli.Environment[variable] = "/dev/pts/1";

        Assert.Equal((0, grant), (await GrantAsync(flag)) is var (exit, used) ? (exit, used) : default);
    }

    [Theory]
    [InlineData("device", "authorization_code", "login.flow at /home/me/.config/voidkey/config.yaml:1:16 asks for them")]
    [InlineData("browser", "device_code", "login.flow at /home/me/.config/voidkey/config.yaml:1:16 asks for them")]
    public async Task A_grant_that_is_not_offered_says_who_asks_for_it(string flow, string offered, string says)
    {
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, Both.Replace("\"authorization_code\",\"device_code\"", $"\"{offered}\"", StringComparison.Ordinal))];
        _cli.Files.Contents[User] = $"login: {{ flow: {flow} }}";

        var ran = await _cli.RunAsync(["login"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_comes_back_to_the_port_that_a_file_says()
    {
        var (port, other) = (FreePort(), FreePort());
        _cli.Files.Contents[User] = $"login: {{ redirect_port: {port} }}";

        Assert.Equal((0, "browser"), await GrantAsync("--no-browser"));
        Assert.StartsWith($"http://127.0.0.1:{port}/", CameBackTo, StringComparison.Ordinal);

        Assert.Equal((0, "browser"), await GrantAsync($"--no-browser --redirect-port {other}"));
        Assert.StartsWith($"http://127.0.0.1:{other}/", CameBackTo, StringComparison.Ordinal);
    }

    /// <summary>Several identity providers: what is nearer to the person goes before what is said for all days.</summary>
    [Theory]
    [InlineData("login: { idp: people }", "", null, "people")]
    [InlineData("login: { idp: staff }\nidp: people", "", null, "staff")]
    [InlineData("idp: staff", "", null, "staff")]
    [InlineData("login: { idp: staff }", "--idp people", null, "people")]
    [InlineData("login: { idp: staff }", "", "people", "people")]
    [InlineData("login: { idp: staff }\nenvironments: { p: { idp: people } }", "--env p", null, "people")]
    [InlineData("login: { idp: staff }\nenvironment: p\nenvironments: { p: { idp: people } }", "", null, "people")]
    public async Task A_file_chooses_the_identity_provider(string text, string flags, string? variable, string idp)
    {
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, Both), FakeIssuer.Idp("staff", FakeIssuer.Issuer, Both)];
        _cli.Files.Contents[User] = text;
        if (variable is not null) _cli.Environment["VOIDKEY_IDP"] = variable;

        Assert.Equal(0, (await GrantAsync($"--device-code {flags}".TrimEnd())).Exit);
        Assert.Equal(idp, _cli.PrivateFiles.Contents.Values.Select(text => text.Contains("\"people\"", StringComparison.Ordinal) ? "people" : "staff").Distinct().Single());
    }

    [Fact]
    public async Task Of_several_sessions_the_one_of_the_usual_identity_provider_counts_and_no_other_is_insisted_on()
    {
        _issuer.Idps = [FakeIssuer.Idp("people", FakeIssuer.Issuer, Both), FakeIssuer.Idp("staff", FakeIssuer.Issuer, Both)];
        foreach (var idp in new[] { "people", "staff" }) await GrantAsync($"--device-code --idp {idp}");
        Assert.Equal(4, (await _cli.RunAsync(["token"])).Exit);

        _cli.Files.Contents[User] = "login: { idp: staff }";
        Assert.Contains("via staff", (await _cli.RunAsync(["token", "--debug"])).Errors, StringComparison.Ordinal);
        Assert.Contains("via people", (await _cli.RunAsync(["token", "--debug", "--idp", "people"])).Errors, StringComparison.Ordinal);

        // A job's token is of whom it is.
        _cli.Environment["VOIDKEY_OIDC_TOKEN"] = "a.b.c";
        Assert.Equal(0, (await _cli.RunAsync(["whoami"])).Exit);
    }

    [Fact]
    public async Task A_clone_chooses_nothing_of_a_login()
    {
        _cli.Files.Contents[Project] = $"login: {{ idp: evil, flow: device, redirect_port: {FreePort()} }}\nstorage: file";

        var ran = await _cli.RunAsync(["login"]);

        Assert.Equal((0, 0), (ran.Exit, _cli.PrivateFiles.Contents.Keys.Count(path => path.EndsWith(".tokens", StringComparison.Ordinal))));
        Assert.Contains("is not trusted, so this of it is ignored: storage, login.idp, login.flow, login.redirect_port;", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_issuer.Heard, heard => heard.Contains("/device", StringComparison.Ordinal));
    }

    private async Task<(int Exit, string Grant)> GrantAsync(string flags)
    {
        var before = _issuer.Heard.Count;
        var ran = await _cli.RunAsync([.. $"login --insecure-storage {flags}".TrimEnd().Split(' ')]);
        return (ran.Exit, _issuer.Heard.Skip(before).Any(heard => heard.Contains("/device ", StringComparison.Ordinal)) ? "device" : "browser");
    }

    private void Browse(string said)
    {
        var address = said.Split('\n').FirstOrDefault(line => line.Contains("/auth?", StringComparison.Ordinal))?.Trim();
        if (address is null) return;
        var query = HttpUtility.ParseQueryString(new Uri(address).Query);
        _issuer.Claims["nonce"] = query["nonce"];
        CameBackTo = query["redirect_uri"];
        _ = Task.Run(() => LoopbackClient.GetAsync($"{CameBackTo}?code=c&state={query["state"]}&iss={FakeIssuer.Issuer}"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
