using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary><c>config edit</c> and <c>config use</c>: the file is changed to something that can be read, or not at all.</summary>
public sealed class ConfigEditorTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";
    private const string Draft = $"{User}.draft";

    private static Terminal Home(string? config, Func<string, string>? edit, int? exit = 0)
    {
        var cli = new Terminal { Environment = { ["HOME"] = "/home/me", ["EDITOR"] = "ed -s" }, InputIsTerminal = true, ErrorsAreTerminal = true };
        if (config is not null) cli.Files.Contents[User] = config;
        cli.Programs.Foreground = (command, argument) =>
        {
            cli.Programs.Ran.Add($"{command}|{argument}");
            if (edit is not null) cli.Files.Contents[argument] = edit(cli.Files.Contents[argument]);
            return exit;
        };
        return cli;
    }

    [Fact]
    public async Task What_the_editor_leaves_takes_the_place_of_the_file()
    {
        var cli = Home("idp: a\n", text => text + "retries: 3\n");
        cli.Environment["VISUAL"] = "code --wait";

        var ran = await cli.RunAsync(["config", "edit", "--timeout", "1"]);

        Assert.Equal((0, "", $"voidkey: changed {User}\n"), (ran.Exit, ran.Output, ran.Errors));
        Assert.Equal("idp: a\nretries: 3\n", cli.Files.Contents[User]);
        Assert.Equal([$"code --wait|{Draft}"], cli.Programs.Ran);
        Assert.DoesNotContain(Draft, cli.Files.Contents.Keys);
    }

    [Fact]
    public async Task A_new_file_begins_with_what_init_writes_and_is_made_only_if_it_was_changed()
    {
        var cli = Home(null, null);
        Assert.Equal("voidkey: nothing was changed\n", (await cli.RunAsync(["config", "edit"])).Errors);
        Assert.Empty(cli.Files.Contents);

        cli = Home(null, text => text + "idp: a\n");
        Assert.Equal(0, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.StartsWith("# yaml-language-server", cli.Files.Contents[User], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_kept_aside()
    {
        var cli = Home("idp: a\n", _ => "idp: b\ntimeout: canary\n");

        var ran = await cli.RunAsync(["config", "edit"]);

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains($"{Draft}:2:10: timeout is a length of time", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(("idp: a\n", "idp: b\ntimeout: canary\n"), (cli.Files.Contents[User], cli.Files.Contents[Draft]));

        // And it is not lost to whoever tries again.
        Assert.Equal(3, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.Single(cli.Programs.Ran);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task An_editor_that_fails_changes_nothing(int? exit)
    {
        var cli = Home("idp: a\n", _ => "idp: b\n", exit);

        Assert.Equal(3, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.Equal([User], cli.Files.Contents.Keys);
        Assert.Equal("idp: a\n", cli.Files.Contents[User]);
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_stays()
    {
        var cli = Home("idp: a\n", null);
        cli.Programs.Foreground = (_, draft) =>
        {
            (cli.Files.Contents[draft], cli.Files.Contents[User]) = ("idp: b\n", "idp: c\n");
            return 0;
        };

        Assert.Equal(3, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.Equal(("idp: c\n", "idp: b\n"), (cli.Files.Contents[User], cli.Files.Contents[Draft]));
    }

    [Fact]
    public async Task A_file_that_everybody_may_write_to_is_not_opened()
    {
        var cli = Home("idp: a\n", _ => "idp: b\n");
        cli.Files.Modes[User] = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite;

        Assert.Equal(3, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.Empty(cli.Programs.Ran);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("CI", "true")]
    public async Task Without_a_person_no_editor_is_started(string variable, string value)
    {
        var cli = Home("idp: a\n", _ => "idp: b\n");
        (cli.InputIsTerminal, cli.Environment[variable]) = (variable.Length > 0, value);

        Assert.Equal(2, (await cli.RunAsync(["config", "edit"])).Exit);
        Assert.Empty(cli.Programs.Ran);
    }

    [Fact]
    public async Task An_environment_holds_from_then_on()
    {
        var cli = Home("environments: { prod: { broker_url: https://prod.example }, test: { broker_url: https://test.example } }\n", null);
        cli.Environment["VOIDKEY_TOKEN"] = "a.b.c";

        Assert.Equal($"voidkey: set environment in {User}\n", (await cli.RunAsync(["config", "use", "prod"])).Errors);
        Assert.Equal("https://prod.example/v1/idps", await AskedAsync(cli));
        Assert.Equal("https://test.example/v1/idps", await AskedAsync(cli, "--env", "test"));
        Assert.Equal(0, (await cli.RunAsync(["config", "use", "test"])).Exit);
        Assert.Equal("https://test.example/v1/idps", await AskedAsync(cli));

        cli.Environment["VOIDKEY_ENV"] = "prod";
        Assert.Equal("https://prod.example/v1/idps", await AskedAsync(cli));
        cli.Environment["VOIDKEY_BROKER_URL"] = "https://else.example";
        Assert.Equal("https://else.example/v1/idps", await AskedAsync(cli));
    }

    [Fact]
    public async Task An_environment_of_a_project_is_not_chosen_for_everywhere_nor_by_it()
    {
        var cli = Home("environments: { prod: { broker_url: https://prod.example } }\n", null);
        cli.Files.Contents["/home/me/project/.voidkey.yaml"] = "environment: prod\nenvironments: { there: { broker_url: https://evil.example } }\n";

        Assert.Equal(2, (await cli.RunAsync(["config", "use", "there"])).Exit);
        Assert.Equal("http://localhost:3000/v1/idps", await AskedAsync(cli));
    }

    [Fact]
    public async Task A_token_is_not_put_into_a_file()
    {
        var cli = Home("idp: a\n", null);

        var ran = await cli.RunAsync(["config", "set-token", "eyJ.canary.x"]);

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.Equal("idp: a\n", cli.Files.Contents[User]);
    }

    private static async Task<string> AskedAsync(Terminal cli, params string[] flags) =>
        (await cli.RunAsync(["idps", .. flags], CannedAnswer.Json("""{"providers":[]}"""))).Requests.Single().Url;
}
