using Voidkey.Cli.Commands;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class CompletionTests
{
    private static readonly CommandTree Tree = new();

    [Theory]
    [InlineData("mi", "mint")]
    [InlineData("-q mi", "mint")]
    [InlineData("--timeout 5s mi", "mint")]
    [InlineData("--timeout mi", "")]
    [InlineData("nothing-like-it", "")]
    [InlineData("mint --fie", "--field")]
    [InlineData("mint A --all --out", "--out-file --output")]
    [InlineData("mint -o js", "json json-flat")]
    [InlineData("mint --output=js", "--output=json --output=json-flat")]
    [InlineData("mint --output = js", "json json-flat")]
    [InlineData("list-keys -o ", "table json yaml name")]
    [InlineData("keys -o n", "name")]
    [InlineData("mint --log-format ", "text json")]
    [InlineData("mint --source git", "github gitlab")]
    [InlineData("mint --token-file ", "")]
    [InlineData("mint A", "")]
    [InlineData("exec A -- --", "")]
    [InlineData("exec A -- -k A --env ", "")]
    [InlineData("--format=ta", "")]
    [InlineData("mint --prefix=x --fie", "--field")]
    [InlineData("helper ", "aws gcp azure kubernetes docker git")]
    [InlineData("helper docker e", "erase")]
    [InlineData("helper aws ", "")]
    [InlineData("config s", "show schema set")]
    [InlineData("cache ", "list clear")]
    [InlineData("config set br", "broker_url")]
    [InlineData("config set broker_url ", "")]
    [InlineData("config set login.", "login.idp login.flow login.redirect_port")]
    [InlineData("config set login.flow ", "auto browser device")]
    [InlineData("completion ", "bash zsh fish powershell nushell")]
    [InlineData("help tok", "token tokens")]
    [InlineData("--bro", "--broker-url")]
    public async Task A_word_is_completed_by_what_may_stand_there(string words, string candidates)
    {
        var ran = await new Terminal().RunAsync(["__complete", .. words.Split(' ')]);
        Assert.Equal((0, candidates, ""), (ran.Exit, string.Join(' ', ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), ran.Errors));
    }

    [Fact]
    public void Every_command_and_every_flag_of_it_can_be_completed()
    {
        var all = new Candidates(Tree);
        Assert.Equal(Tree.Verbs.Select(static verb => verb.Name), all.For([]));
        foreach (var verb in Tree.Verbs)
        {
            Assert.Contains(verb.Name, all.For([verb.Name]));
            foreach (var option in verb.Options) Assert.Contains(option.Name, all.For([verb.Name, option.Name]));
        }
    }

    [Fact]
    public async Task The_sources_that_are_completed_are_those_that_there_are()
    {
        var ran = await Terminal.WithToken().RunAsync(["mint", "A", "--source", "x"]);
        Assert.Equal(ran.Errors.Split('\n')[0].Split(" is one of ")[1].Split(", "), new Candidates(Tree).For(["mint", "--source", ""]));
    }

    [Theory]
    [InlineData(""), InlineData("csh"), InlineData("bash zsh"), InlineData("bash -o json")]
    public async Task Another_shell_is_a_usage_error(string words)
    {
        var ran = await new Terminal().RunAsync(["completion", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("mint ", "AWS_DEV AWS_PROD")]
    [InlineData("mint AWS_DEV AWS_P", "AWS_PROD")]
    [InlineData("exec ", "AWS_DEV AWS_PROD")]
    [InlineData("exec A -- ", "")]
    [InlineData("explain AWS_D", "AWS_DEV")]
    [InlineData("explain AWS_DEV ", "")]
    [InlineData("helper aws --key=AWS_D", "--key=AWS_DEV")]
    [InlineData("mint -k AWS_DEV,", "AWS_DEV,@deploy AWS_DEV,AWS_DEV AWS_DEV,AWS_PROD")]
    [InlineData("mint --keys=AWS_DEV,AWS_P", "--keys=AWS_DEV,AWS_PROD")]
    [InlineData("list-keys ", "")]
    public async Task A_key_is_completed_by_those_that_the_broker_lists(string words, string candidates)
    {
        var ran = await AskAsync(Configured(), words, Keys);

        Assert.Equal((0, candidates, ""), (ran.Exit, ran.Output.TrimEnd('\n').Replace('\n', ' '), ran.Errors));
    }

    [Theory]
    [InlineData("mint -k @", "@deploy")]
    [InlineData("mint --env ", "prod test")]
    [InlineData("mint --env=p", "--env=prod")]
    [InlineData("--context t", "test")]
    [InlineData("mint --source g", "github gitlab gcp gcloud")]
    [InlineData("mint --config /other.yaml --env ", "elsewhere")]
    [InlineData("config use p", "prod")]
    public async Task What_files_name_is_completed_without_asking_anybody(string words, string candidates)
    {
        var ran = await AskAsync(Configured(), words, Keys);

        Assert.Equal((0, candidates, ""), (ran.Exit, ran.Output.TrimEnd('\n').Replace('\n', ' '), ran.Errors));
        Assert.Empty(ran.Requests);
    }

    /// <summary>An operator need not be able to mint what he asks about.</summary>
    [Theory]
    [InlineData("admin who-can AWS", "AWS_DEV")]
    [InlineData("admin who-can AWS_DEV ", "")]
    [InlineData("admin audit ", "")]
    [InlineData("admin r", "reload")]
    public async Task An_operator_is_offered_the_keys_that_anybody_has(string words, string candidates)
    {
        var inventory = CannedAnswer.Json("""{"configuration":"a","holders":[{"key":"AWS_DEV","identity":"clientIdentities[0]","idp":"ci","alternatives":[],"more":false,"provider":"aws","target":"t","duration":1,"maxDuration":1,"ambiguous":false},{"key":"-x; rm","identity":"i","idp":"ci","alternatives":[],"more":false,"provider":"aws","target":"t","duration":1,"maxDuration":1,"ambiguous":false}]}""");
        var ran = await AskAsync(Configured(), words, inventory);
        Assert.Equal((0, candidates, ""), (ran.Exit, ran.Output.TrimEnd('\n').Replace('\n', ' '), ran.Errors));
    }

    [Fact]
    public async Task An_identity_provider_is_completed_without_a_token()
    {
        var idps = CannedAnswer.Json("""{"providers":[{"name":"github-actions","issuer":"i","type":"oidc","isDefault":true},{"name":"okta","issuer":"o","type":"oidc","isDefault":false}]}""");

        var ran = await AskAsync(new Terminal(), "mint --source kubernetes --idp ok", idps);

        Assert.Equal((0, "okta\n"), (ran.Exit, ran.Output));
        Assert.Null(ran.Requests.Single().Authorization);
    }

    /// <summary>The broker and the identity are those of the line, as far as it says.</summary>
    [Fact]
    public async Task The_flags_of_the_line_count()
    {
        var ran = await AskAsync(Configured(), "--server https://a.example --config /other.yaml mint --env elsewhere --timeout 1h -o json ", Keys);
        var other = await AskAsync(Configured(), "--config /other.yaml mint --env elsewhere ", Keys);

        Assert.Equal("https://a.example/v1/credentials/keys", ran.Requests.Single().Url);
        Assert.Equal("https://elsewhere.example/v1/credentials/keys", other.Requests.Single().Url);
    }

    [Theory]
    [InlineData("mint --token - ")]
    [InlineData("mint --token=a.b.c ")]
    [InlineData("mint --token-file /t ")]
    public async Task A_token_in_the_line_is_left_alone(string words)
    {
        var ran = await AskAsync(Configured(), words, Keys);

        Assert.Equal((0, "", ""), (ran.Exit, ran.Output, ran.Errors));
        Assert.Empty(ran.Requests);
    }

    public static TheoryData<string> Failures => [.. Failing.Keys];

    private static readonly Dictionary<string, CannedAnswer> Failing = new()
    {
        { "refuses", CannedAnswer.Problem(403, "FORBIDDEN", "no") },
        { "fails", CannedAnswer.Problem(503, "SERVICE_UNAVAILABLE", "busy", ("Retry-After", "1")) },
        { "says nothing", CannedAnswer.Never },
        { "is none", CannedAnswer.Json("[]") },
        { "names what no shell should be given", CannedAnswer.Json("""{"subject":"s","idp":"i","keys":[{"name":"$(id)","provider":"p","maxDuration":1,"outputs":[]},{"name":"-q","provider":"p","maxDuration":1,"outputs":[]},{"name":"a b","provider":"p","maxDuration":1,"outputs":[]},{"name":"a\nb","provider":"p","maxDuration":1,"outputs":[]}]}""") },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task There_is_nothing_to_complete_and_nothing_is_said_where_the_broker(string why)
    {
        var cli = Configured();
        var ran = await AskAsync(cli, "mint ", Failing[why]);

        Assert.True((0, "", "") == (ran.Exit, ran.Output, ran.Errors), why);
        Assert.True(cli.Time.GetUtcNow() <= VirtualTime.Start.AddDays(2), why);
        Assert.InRange(ran.Requests.Count, 1, 1);
    }

    [Fact]
    public async Task What_the_broker_listed_is_kept_for_a_minute_for_that_broker_and_token()
    {
        var cli = Configured();
        Assert.Single((await AskAsync(cli, "mint ", Keys)).Requests);
        Assert.Empty((await AskAsync(cli, "mint AWS_DEV ", Keys)).Requests);
        Assert.Single((await AskAsync(cli, "mint --server https://b.example ", Keys)).Requests);

        cli.Environment["VOIDKEY_OIDC_TOKEN"] = "somebody.elses.canary";
        Assert.Single((await AskAsync(cli, "mint ", Keys)).Requests);

        cli.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Single((await AskAsync(cli, "mint ", Keys)).Requests);
        Assert.DoesNotContain(cli.Files.Contents, file => file.Value.Contains("canary", StringComparison.Ordinal));
        Assert.All(cli.Files.Contents.Keys.Where(path => path.Contains("cache", StringComparison.Ordinal)), path => Assert.StartsWith("/home/me/.cache/voidkey/names/", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_somebody_else_could_have_written_are_not_offered()
    {
        var cli = Configured();
        await AskAsync(cli, "mint ", Keys);
        var path = cli.Files.Contents.Keys.Single(file => file.Contains("/names/", StringComparison.Ordinal));
        cli.Files.Modes[path] = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite;

        Assert.Single((await AskAsync(cli, "mint ", Keys)).Requests);
    }

    private static CannedAnswer Keys => CannedAnswer.Json(
        """{"subject":"s","idp":"i","keys":[{"name":"AWS_DEV","provider":"p","maxDuration":1,"outputs":[]},{"name":"AWS_PROD","provider":"p","maxDuration":1,"outputs":[]}]}""");

    private static Terminal Configured()
    {
        var cli = Terminal.WithToken();
        cli.Environment["HOME"] = "/home/me";
        cli.Files.Contents["/home/me/.config/voidkey/config.yaml"] = "aliases: { deploy: [A] }\nenvironments: { prod: { idp: i }, test: {} }\ntoken_sources: { gcloud: { command: [gcloud] } }\n";
        cli.Files.Contents["/other.yaml"] = "environments: { elsewhere: { broker_url: 'https://elsewhere.example' } }";
        return cli;
    }

    private static Task<Ran> AskAsync(Terminal cli, string words, params CannedAnswer[] answers) => cli.RunAsync(["__complete", .. words.Split(' ')], answers);
}
