using Voidkey.Cli.Configuration;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What configuration files may and may not do.</summary>
public sealed class ConfigTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";
    private const string Project = "/home/me/project/.voidkey.yaml";

    private static Terminal Home(string? user = null, string? project = null)
    {
        var cli = Terminal.WithToken();
        cli.Environment["HOME"] = "/home/me";
        if (user is not null) cli.Files.Contents[User] = user;
        if (project is not null) cli.Files.Contents[Project] = project;
        return cli;
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "an unknown member", "a: 1", ":1:1: there is no member a" },
        { "a misspelt member", "\ntimeuot: 5", ":2:1: there is no member timeuot; did you mean timeout?" },
        { "a member twice", "idp: a\nidp: b", ":2:1: idp stands here twice" },
        { "a list for a text", "idp: [a]", ":1:6: idp must be a text" },
        { "a member without a value", "idp:", ":1:5: idp must be a text" },
        { "a time that is none", "timeout: soon", ":1:10: timeout is a length of time" },
        { "a number that is none", "retries: -1", ":1:10: retries is a number" },
        { "a format that is none", "output_format: xml", ":1:16: output_format is no output format" },
        { "a broker that is none", "broker_url: ftp://x", ":1:13: broker_url must begin with https://" },
        { "a broker with a password", "broker_url: https://a:canary@x", ":1:13: broker_url must not contain a user name" },
        { "an audience that would be a flag", "audience: --help", ":1:11: audience is not an audience" },
        { "a text for keys", "default_keys: A", ":1:15: default_keys must be a list" },
        { "an empty key", "default_keys: ['']", ":1:15: default_keys must be a list" },
        { "aliases as a list", "aliases: [a]", ":1:10: aliases must be a mapping" },
        { "an alias whose name is a flag", "aliases: { -x: [A] }", "a name in aliases has" },
        { "a timeout of an environment", "environments: { p: { timeout: 5 } }", "there is no member timeout" },
        { "a source without a command", "token_sources: { x: {} }", "token_sources.x has no command" },
        { "a source with the name of a built-in one", "token_sources: { github: { command: evil } }", "token_sources.github has the name of a built-in source" },
        { "a time to keep a token that is none", "token_sources: { x: { command: [y], cache_duration: soon } }", ":1:53: token_sources.x.cache_duration must be" },
        { "a time to keep a token that is long", "token_sources: { x: { command: [y], cache_duration: 25h } }", "cache_duration must be" },
        { "a way to log in that is none", "login: { flow: telepathy }", ":1:16: login.flow is one of auto, browser, device" },
        { "a port that is none", "login: { redirect_port: 65536 }", ":1:25: login.redirect_port is a number from 0" },
        { "a port below none", "login: { redirect_port: -1 }", ":1:25: login.redirect_port is a number from 0" },
        { "an unknown member of login", "login: { port: 1 }", ":1:10: there is no member port" },
        { "a login that is no mapping", "login: okta", ":1:8: login must be a mapping of idp, flow, redirect_port" },
        { "tries under both their names", "retries: 1\nhttp: { retry_attempts: 3 }", "retries and http.retry_attempts are the same" },
        { "tries under their earlier name that are no number", "http: { retry_attempts: many }", ":1:25: http.retry_attempts is a number" },
        { "a text for a mapping", "http: fast", ":1:7: http must be a mapping of proxy, tls" },
        { "an unknown member of a mapping in a mapping", "http: { tls: { caFile: /x } }", ":1:16: there is no member caFile" },
        { "a path that depends on where it is read", "http: { tls: { ca_file: ca.pem } }", ":1:25: http.tls.ca_file is a path that begins with / or ~/" },
        { "a proxy with a password", "http: { proxy: { url: 'http://me:canary@proxy' } }", "http.proxy.url must not contain a user name or password" },
        { "a proxy of another kind", "http: { proxy: { url: 'socks5://proxy' } }", "http.proxy.url is not a URL like" },
        { "a level that is none", "logging: { level: loud }", "logging.level is one of error, warn, info, verbose, debug" },
        { "a form that is none", "logging: { format: xml }", "logging.format is text or json" },
        { "a cache that is neither", "token_cache: { enabled: maybe }", "token_cache.enabled is true or false" },
        { "a cache somewhere", "token_cache: { directory: tmp }", "token_cache.directory is a path that begins with / or ~/" },
        { "a cache for long", "token_cache: { max_age: 25h }", "token_cache.max_age is a length of time" },
        { "an environment that is not there", "environment: p", "there is no environment p" },
        { "a debug that is neither", "debug: maybe", ":1:8: debug is true or false" },
        { "an empty command", "token_sources: { x: { command: [] } }", "token_sources.x.command must be" },
        { "an anchor", "idp: &a b", "anchors and aliases are not read" },
        { "a tag", "idp: !!binary YQ==", "tags are not read" },
        { "a merge", "environments: { p: { <<: { idp: x } } }", "there is no member <<" },
        { "two documents", "idp: a\n---\nidp: b", "one document a file" },
        { "a list of everything", "- idp", ":1:1: the file must be a mapping" },
        { "a bracket that is not closed", "idp: [a", "not valid YAML" },
        { "a tag that is no URI", "idp: !<> a", "not valid YAML" },
        { "a tab", "environments:\n\tp: {}", "not valid YAML" },
        { "a control character", "idp: \"\u001b[2J\"", ":1:7: there is a control character here" },
        { "a mark in the middle", "idp: a\ufeff", ":1:7: there is a control character here" },
        { "a NUL, behind which more stands", "idp: a\0\nbroker_url: x", "control character" },
        { "deep nesting", $"aliases: {new string('[', 50)}", "nested more than" },
        { "a file over 64 KiB", $"idp: {new string('a', 70_000)}", "is over 64 KiB" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_file_is_refused_with_line_and_column_that_has(string what, string text, string said)
    {
        var ran = await Home(text).RunAsync(["mint", "A"], Some.Mint(("X", "1")));

        Assert.True((3, "", 0) == (ran.Exit, ran.Output, ran.Requests.Count), $"{what}: {ran}");
        Assert.Contains(said, ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    [InlineData("\ufeff# a byte order mark\r\nretries: 1\r\n")]
    public async Task A_file_may_say_nothing(string text) =>
        Assert.Equal("http://localhost:3000/v1/credentials/mint", (await Home(text).RunAsync(["mint", "A"], Some.Mint(("X", "1")))).Requests.Single().Url);

    [Fact]
    public async Task Flags_go_before_variables_and_these_before_files_and_near_files_before_far_ones()
    {
        var cli = Home("broker_url: https://user.example", "default_keys: [P]");
        cli.Files.Contents[ConfigPaths.System] = "broker_url: https://machine.example\ndefault_keys: [M]\nretries: 0";
        cli.Environment["VOIDKEY_BROKER_URL"] = "https://variable.example";

        async Task<string> AskedAsync(params string[] args) => (await cli.RunAsync(["mint", .. args])).Requests.Single() is var heard ? $"{new Uri(heard.Url).Host} {heard.Body}" : "";

        Assert.Equal("flag.example {\"keys\":[\"F\"]}", await AskedAsync("F", "--server", "https://flag.example"));
        Assert.Equal("variable.example {\"keys\":[\"P\"]}", await AskedAsync());
        cli.Environment.Remove("VOIDKEY_BROKER_URL");
        Assert.Equal("user.example {\"keys\":[\"P\"]}", await AskedAsync());
        cli.Files.Contents.Remove(User);
        cli.Files.Contents.Remove(Project);
        Assert.Equal("machine.example {\"keys\":[\"M\"]}", await AskedAsync());
    }

    [Fact]
    public async Task Which_file_is_the_users()
    {
        var cli = Home("broker_url: https://default.example\nretries: 0");

        async Task<string> AskedAsync() => new Uri((await cli.RunAsync(["mint", "A"])).Requests.Single().Url).Host;

        Assert.Equal("default.example", await AskedAsync());
        cli.Environment["XDG_CONFIG_HOME"] = "relative";
        Assert.Equal("default.example", await AskedAsync());
        cli.Environment["XDG_CONFIG_HOME"] = "/xdg";
        cli.Files.Contents["/xdg/voidkey/config.yaml"] = "broker_url: https://xdg.example\nretries: 0";
        Assert.Equal("xdg.example", await AskedAsync());
        cli.Files.Contents["/home/me/.voidkey/config.yaml"] = "broker_url: https://original.example\nretries: 0";
        Assert.Equal("original.example", await AskedAsync());
        cli.Environment["VOIDKEY_CONFIG_PATH"] = "../mine.yaml";
        cli.Files.Contents["/home/me/project/mine.yaml"] = "broker_url: https://named.example\nretries: 0";
        Assert.Equal("named.example", await AskedAsync());
    }

    [Theory]
    [InlineData("--config", 2)]
    [InlineData("VOIDKEY_CONFIG_PATH", 3)]
    public async Task A_file_that_was_named_must_be_there(string by, int exit)
    {
        var cli = Home();
        if (exit == 3) cli.Environment[by] = "/none.yaml";

        var ran = await cli.RunAsync(exit == 3 ? ["mint", "A"] : ["mint", "A", by, "/none.yaml"], Some.Mint(("X", "1")));

        Assert.Equal((exit, 0), (ran.Exit, ran.Requests.Count));
    }

    [Theory]
    [InlineData(User)]
    [InlineData(ConfigPaths.System)]
    public async Task A_file_that_everybody_may_write_to_is_refused(string path)
    {
        var cli = Home();
        cli.Files.Contents[path] = "broker_url: https://evil.example";
        cli.Files.Modes[path] = UnixFileMode.UserRead | UnixFileMode.OtherWrite;

        var ran = await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")));

        Assert.Equal((3, 0), (ran.Exit, ran.Requests.Count));
        Assert.Contains($"chmod o-w {path}", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trust_is_for_one_file_with_one_content()
    {
        var cli = Home(project: "broker_url: https://project.example\nretries: 0");

        async Task<string> AskedAsync() => new Uri((await cli.RunAsync(["mint", "A", "--retries", "0"])).Requests.Single().Url).Host;

        Assert.Equal("localhost", await AskedAsync());
        Assert.Equal(0, (await cli.RunAsync(["config", "trust"])).Exit);
        Assert.Equal("project.example", await AskedAsync());

        cli.Files.Contents[Project] += "\n# changed";
        Assert.Equal("localhost", await AskedAsync());
        await cli.RunAsync(["config", "trust"]);
        Assert.Equal("project.example", await AskedAsync());

        cli.Files.Contents["/home/me/other/.voidkey.yaml"] = cli.Files.Contents[Project];
        cli.Files.CurrentDirectory = "/home/me/other";
        Assert.Equal("localhost", await AskedAsync());

        cli.Files.CurrentDirectory = "/home/me/project";
        Assert.Equal(0, (await cli.RunAsync(["config", "trust", "--revoke"])).Exit);
        Assert.Equal("localhost", await AskedAsync());
    }

    /// <summary>Nothing that chooses a broker, an identity or a program comes out of an untrusted file, by whatever member.</summary>
    [Theory]
    [InlineData("broker_url: https://evil.example", "mint A", 6)]
    [InlineData("idp: evil", "mint A --retries 0", 6)]
    [InlineData("audience: evil", "token", 0)]
    [InlineData("source: none", "token", 0)]
    [InlineData("login: { idp: evil, flow: browser, redirect_port: 1 }", "token", 0)]
    [InlineData("storage: file", "token", 0)]
    [InlineData("timeout: 24h", "token", 0)]
    [InlineData("debug: true", "token", 0)]
    [InlineData("environments: { prod: { broker_url: https://evil.example } }", "mint A --env prod", 3)]
    [InlineData("token_sources: { x: { command: evil } }", "token --source x", 2)]
    public async Task An_untrusted_file_has_no_say(string text, string args, int exit)
    {
        var cli = Home(project: text);
        cli.Programs.Known["sh"] = (0, "evil.evil.evil");

        var ran = await cli.RunAsync(args.Split(' '));

        Assert.Equal(exit, ran.Exit);
        Assert.All(ran.Requests, r => Assert.StartsWith("http://localhost:3000/", r.Url, StringComparison.Ordinal));
        Assert.Empty(cli.Programs.Ran);
        Assert.Contains("is not trusted, so this of it is ignored: ", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.evil", ran.Output + ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_an_environment_in_an_untrusted_file_does_not_replace_mine()
    {
        var cli = Home("environments: { prod: { broker_url: https://mine.example } }", "environments: { prod: { broker_url: https://evil.example } }");

        var ran = await cli.RunAsync(["mint", "A", "--env", "prod", "--retries", "0"]);

        Assert.Equal("https://mine.example/v1/credentials/mint", ran.Requests.Single().Url);
    }

    [Fact]
    public async Task A_variable_chooses_an_environment_behind_the_other_variables()
    {
        var cli = Home("broker_url: https://plain.example\nenvironments: { prod: { broker_url: https://prod.example } }");
        cli.Environment["VOIDKEY_ENV"] = "prod";

        Assert.Equal("https://prod.example", new Uri((await cli.RunAsync(["mint", "A", "--retries", "0"])).Requests.Single().Url).GetLeftPart(UriPartial.Authority));
        cli.Environment["VOIDKEY_BROKER_URL"] = "https://variable.example";
        Assert.Equal("https://variable.example", new Uri((await cli.RunAsync(["mint", "A", "--retries", "0"])).Requests.Single().Url).GetLeftPart(UriPartial.Authority));
    }

    [Theory]
    [InlineData("[gcloud, print, 'a b', '$(id)']", "/opt/gcloud|print|a b|$(id)")]
    [InlineData("gcloud print | tail -1", "/opt/sh|-c|gcloud print | tail -1")]
    [InlineData("[/usr/bin/gcloud]", "/usr/bin/gcloud")]
    public async Task A_command_is_run_as_it_is_written(string command, string ran)
    {
        var cli = Home($"token_sources: {{ mine: {{ command: {command} }} }}");
        foreach (var name in new[] { "gcloud", "sh" }) cli.Programs.Known[name] = (0, "t.t.t\n");

        Assert.Equal((0, "t.t.t\n"), (await cli.RunAsync(["token", "--source", "mine"])) is var token ? (token.Exit, token.Output) : default);
        Assert.Equal([ran], cli.Programs.Ran);
        Assert.Equal("subject.token.canary\n", (await cli.RunAsync(["token"])).Output);
        Assert.Single(cli.Programs.Ran);
    }

    [Fact]
    public async Task A_token_is_kept_as_long_as_the_file_says_and_not_to_its_end()
    {
        var cli = Home("token_sources: { mine: { command: [get], cache_duration: 15m }, other: { command: [get, x], cache_duration: 15m }, fresh: { command: [get] } }");
        cli.Environment.Remove("VOIDKEY_OIDC_TOKEN");
        var token = Some.Jwt($$"""{"exp":{{VirtualTime.Start.AddSeconds(959).ToUnixTimeSeconds()}}}""");
        cli.Programs.Known["get"] = (0, "t.t.t\n");

        async Task<int> RunsAsync(string source)
        {
            cli.Programs.Ran.Clear();
            Assert.Equal(0, (await cli.RunAsync(["token", "--source", source])).Exit);
            return cli.Programs.Ran.Count;
        }

        foreach (var (source, runs) in new[] { ("mine", 1), ("mine", 0), ("other", 1), ("fresh", 1), ("fresh", 1) }) Assert.Equal(runs, await RunsAsync(source));
        var kept = cli.Files.Contents.Keys.Where(path => path.StartsWith("/home/me/.cache/voidkey/tokens/", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, kept.Count);

        cli.Time.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal(0, await RunsAsync("mine"));
        cli.Time.Advance(TimeSpan.FromSeconds(1));
        cli.Programs.Known["get"] = (0, token);
        Assert.Equal(1, await RunsAsync("mine"));
        Assert.Equal(1, await RunsAsync("mine"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary")]
    [InlineData("x\ncanary.t.t\n")]
    [InlineData("99999999999\ncanary.t.t\n")]
    [InlineData("{now}\ncanary.t.t\nmore\n")]
    [InlineData("{now}\ncanary t\n")]
    [InlineData("{now}\ncanary.t.t\n", UnixFileMode.GroupWrite)]
    [InlineData("{now}\ncanary.t.t\n", UnixFileMode.OtherRead)]
    public async Task A_kept_token_that_is_none_or_may_be_somebody_elses_is_not_used(string content, UnixFileMode others = UnixFileMode.None)
    {
        var cli = Home("token_sources: { mine: { command: [get], cache_duration: 15m } }");
        cli.Programs.Known["get"] = (0, "t.t.t\n");
        await cli.RunAsync(["token", "--source", "mine"]);
        var path = cli.Files.Contents.Keys.Single(p => p.Contains("/tokens/", StringComparison.Ordinal));
        cli.Files.Contents[path] = content.Replace("{now}", $"{VirtualTime.Start.ToUnixTimeSeconds()}", StringComparison.Ordinal);
        cli.Files.Modes[path] = UnixFileMode.UserRead | others;

        var ran = await cli.RunAsync(["token", "--source", "mine"]);

        Assert.Equal((0, "t.t.t\n", 2), (ran.Exit, ran.Output, cli.Programs.Ran.Count));
    }

    [Theory]
    [InlineData("'curl -u me:canary https://x'", 1)]
    [InlineData("[curl, -u, 'me:canary']", 1)]
    [InlineData("[curl, -u, 'me:canary']", 0)]
    public async Task A_password_in_a_command_is_not_shown(string command, int exit)
    {
        var cli = Home($"token_sources: {{ mine: {{ command: {command} }} }}");
        foreach (var name in new[] { "curl", "sh" }) cli.Programs.Known[name] = (exit, "not a canary token");

        var ran = await cli.RunAsync(["token", "--source", "mine", "--debug"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Contains("the command of token source mine", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_named()
    {
        var ran = await Home("token_sources: { mine: { command: [no-such-program] } }").RunAsync(["token", "--source", "mine"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Contains("no program no-such-program on the PATH", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_stands_for_its_keys_in_lists_and_nowhere_else()
    {
        var cli = Home("aliases: { deploy: [A, B] }\ndefault_keys: ['@deploy', C]");

        async Task<string> AskedAsync(string args) => (await cli.RunAsync($"mint --retries 0{args}".Split(' '))).Requests.Single().Body;

        Assert.Equal("""{"keys":["A","B","C"]}""", await AskedAsync(""));
        Assert.Equal("""{"keys":["X","A","B"]}""", await AskedAsync(" X -k @deploy,A"));
        Assert.Equal("""{"keys":["@deploy"]}""", await AskedAsync(" @deploy"));
        Assert.Equal("""{"all":true}""", await AskedAsync(" --all"));
        cli.Environment["VOIDKEY_KEYS"] = "@deploi";
        Assert.Contains("there is no alias @deploi; did you mean @deploy?", (await cli.RunAsync(["mint"])).Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await cli.RunAsync(["mint"])).Exit);
    }

    [Fact]
    public async Task A_broken_file_does_not_keep_help_and_version_from_working()
    {
        var cli = Home("broken: [");

        Assert.Equal(0, (await cli.RunAsync(["version", "-q"])).Exit);
        Assert.Equal(0, (await cli.RunAsync(["help", "mint"])).Exit);
        Assert.Equal((0, User + "\n"), (await cli.RunAsync(["config", "path"])) is var ran ? (ran.Exit, ran.Output) : default);
    }

    [Theory]
    [InlineData("http: { retry_attempts: 1 }", 2)]
    [InlineData("retries: 3", 4)]
    public async Task Tries_have_two_names(string text, int tries)
    {
        var ran = await Home(text).RunAsync(["mint", "A"]);

        Assert.Equal((6, tries), (ran.Exit, ran.Requests.Count));
    }

    [Fact]
    public async Task A_limit_in_a_file_is_the_limit()
    {
        var ran = await Home("timeout: 7s").RunAsync(["mint", "A"], CannedAnswer.Never);

        Assert.Equal(6, ran.Exit);
        Assert.Contains("did not answer within 7s", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_says_does_not_reach_the_terminal_raw()
    {
        var ran = await Home("idp: \"a\\e[2J\\u202e\"").RunAsync(["config", "show"]);

        Assert.Equal(0, ran.Exit);
        Assert.DoesNotContain(ran.Output, c => c is '\u001b' or '\u202e');
    }
}
