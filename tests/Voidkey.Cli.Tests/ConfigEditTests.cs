using System.Text.Json;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Changing the user's file: what was asked and nothing else, or nothing.</summary>
public sealed class ConfigEditTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";

    private static Terminal Home(string? user)
    {
        var cli = new Terminal { Environment = { ["HOME"] = "/home/me" } };
        if (user is not null) cli.Files.Contents[User] = user;
        return cli;
    }

    public static TheoryData<string?, string, string, string> Changes => new()
    {
        { null, "idp", "okta", "idp: okta\n" },
        { "# mine", "idp", "okta", "# mine\nidp: okta\n" },
        { "idp: a # why\n", "idp", "b", "idp: b # why\n" },
        { "idp: 'a'\n", "idp", "b: c", "idp: \"b: c\"\n" },
        { "idp: \"a\"", "idp", "", "" },
        { "environments:\n  p:\n    idp: a # x\n", "environments.p.idp", "b", "environments:\n  p:\n    idp: b # x\n" },
        { "idp: a", "http.tls.ca_file", "/ca.pem", "idp: a\nhttp:\n  tls:\n    ca_file: /ca.pem\n" },
        { "http:\n  tls:\n    ca_file: /a\n", "http.tls.ca_file", "/b", "http:\n  tls:\n    ca_file: /b\n" },
        { "{ idp: a }\n", "idp", "b", "{ idp: b }\n" },
        { "idp: a\n", "idp", "#x", "idp: \"#x\"\n" },
        { null, "login.flow", "device", "login:\n  flow: device\n" },
        { "login: { flow: device } # here\n", "login.flow", "auto", "login: { flow: auto } # here\n" },
        { "idp: a\n", "idp", "a\nbroker_url: https://evil.example", "idp: \"a\\nbroker_url: https://evil.example\"\n" },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task Set_changes_one_value(string? before, string name, string value, string after)
    {
        var cli = Home(before);

        var ran = await cli.RunAsync(["config", "set", name, value]);

        Assert.Equal(after.Length == 0 ? (2, before) : (0, after), (ran.Exit, cli.Files.Contents[User]));
    }

    [Theory]
    [InlineData("timeout", "soon", 2)]
    [InlineData("broker_url", "https://a:canary@x", 2)]
    [InlineData("brokr_url", "https://x", 2)]
    [InlineData("default_keys", "A", 3)]
    [InlineData("environments.q.idp", "a", 3)]
    [InlineData("logging.level", "loud", 2)]
    [InlineData("login.redirect_port", "99999", 2)]
    [InlineData("http.tls.ca_file", "ca.pem", 2)]
    public async Task Set_writes_nothing_that_would_be_refused(string name, string value, int exit)
    {
        var cli = Home("environments: { p: {} }\n");

        var ran = await cli.RunAsync(["config", "set", name, value]);

        Assert.Equal((exit, "", "environments: { p: {} }\n"), (ran.Exit, ran.Output, cli.Files.Contents[User]));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# mine\nidp: a\naudience: b\n", "# mine\naudience: b\n")]
    [InlineData("idp: a", "")]
    [InlineData("audience: b\n", "audience: b\n")]
    public async Task Unset_removes_one_line(string before, string after)
    {
        var cli = Home(before);

        Assert.Equal((0, after), ((await cli.RunAsync(["config", "unset", "idp"])).Exit, cli.Files.Contents[User]));
    }

    [Theory]
    [InlineData("logging:\n  level: debug\n  format: json\n", 0, "logging:\n  format: json\n")]
    [InlineData("logging:\n  level: debug\n", 3, "logging:\n  level: debug\n")]
    [InlineData("logging: { level: debug }\n", 0, "")]
    [InlineData("logging: { level: debug, format: json }\n", 3, "logging: { level: debug, format: json }\n")]
    [InlineData("idp: a\n", 0, "idp: a\n")]
    public async Task Unset_of_a_member_in_a_mapping_removes_its_line_or_nothing(string before, int exit, string after)
    {
        var cli = Home(before);

        Assert.Equal((exit, after), ((await cli.RunAsync(["config", "unset", "logging.level"])).Exit, cli.Files.Contents[User]));
    }

    [Theory]
    [InlineData("{ idp: a, audience: b }\n")]
    [InlineData("idp:\n  a\naudience: b\n")]
    public async Task A_layout_that_would_be_broken_is_left_to_an_editor(string before)
    {
        var cli = Home(before);

        Assert.Equal((3, before), ((await cli.RunAsync(["config", "unset", "idp"])).Exit, cli.Files.Contents[User]));
    }

    [Fact]
    public async Task A_broken_file_and_one_that_is_there_are_not_written_over()
    {
        var cli = Home("broken: [");

        Assert.Equal(3, (await cli.RunAsync(["config", "set", "idp", "a"])).Exit);
        Assert.Equal(3, (await cli.RunAsync(["config", "init"])).Exit);
        Assert.Equal("broken: [", cli.Files.Contents[User]);
    }

    [Fact]
    public async Task A_new_file_is_one_that_is_read()
    {
        var cli = Home(null);

        Assert.Equal(0, (await cli.RunAsync(["config", "init"])).Exit);
        Assert.Equal((0, $"{User}: ok\n"), (await cli.RunAsync(["config", "validate"])) is var ran ? (ran.Exit, ran.Output) : default);
        Assert.Equal(3, (await new Terminal().RunAsync(["config", "init"])).Exit);
    }

    /// <summary>An editor that knows fewer members than the reader, or more, is worse than none.</summary>
    [Fact]
    public async Task The_schema_has_the_members_of_the_reader()
    {
        var ran = await new Terminal().RunAsync(["config", "schema"]);
        var members = JsonDocument.Parse(ran.Output).RootElement.GetProperty("properties");

        Assert.Equal(ConfigFileReader.MemberNames.Order(), members.EnumerateObject().Select(m => m.Name).Order());
        Assert.All(ConfigFileReader.SettingNames, name => Assert.NotEqual(default, name.Split('.').Aggregate(JsonDocument.Parse(ran.Output).RootElement, (schema, part) => schema.GetProperty("properties").GetProperty(part))));
        Assert.Equal(ConfigFileReader.EnvironmentNames.Order(), members.GetProperty("environments").GetProperty("additionalProperties").GetProperty("properties").EnumerateObject().Select(m => m.Name).Order());
    }

    [Fact]
    public void A_file_is_written_for_its_owner_alone_and_through_a_link()
    {
        var home = Directory.CreateTempSubdirectory().FullName;
        var (path, target) = (Path.Combine(home, "new", "config.yaml"), Path.Combine(home, "dotfiles.yaml"));
        var files = new DiskFiles();

        files.Write(path, "a"u8.ToArray());
        files.Write(path, "bc"u8.ToArray());
        Assert.Equal("bc", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
            File.Delete(path);
            File.WriteAllText(target, "old");
            File.CreateSymbolicLink(path, target);
            files.Write(path, "new"u8.ToArray());
            Assert.Equal(("new", target), (File.ReadAllText(target), File.ResolveLinkTarget(path, true)!.FullName));
        }

        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(home, recursive: true);
    }
}
