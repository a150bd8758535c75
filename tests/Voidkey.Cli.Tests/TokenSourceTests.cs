using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Every built-in source: what it asks, what it takes, and what it says when something is missing.</summary>
public sealed class TokenSourceTests
{
    private const string Metadata = """
        {"identityProviders":[{"name":"gh","issuer":"https://token.actions.githubusercontent.com","audience":["voidkey","second"]},{"name":"bk","issuer":"https://agent.buildkite.com","audience":["for-buildkite"]},
        {"name":"cci","issuer":"https://oidc.circleci.com/org/1","audience":["for \"circle\""]},{"name":"google","issuer":"https://accounts.google.com","audience":["https://broker.example"]}],
        "limits":{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9},"later":1}
        """;

    private static readonly CannedAnswer Described = CannedAnswer.Json(Metadata);

    private static Terminal GitHub(string url = "https://ghes.example/token?api-version=2.0") => new()
    {
        Environment = { ["GITHUB_ACTIONS"] = "true", ["ACTIONS_ID_TOKEN_REQUEST_URL"] = url, ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "right.canary", ["GITHUB_TOKEN"] = "ghs_canary" },
    };

    [Fact]
    public async Task GitHub_is_asked_for_the_audience_that_the_broker_publishes_and_its_token_is_shown_to_the_broker()
    {
        var ran = await GitHub().RunAsync(["mint", "A"], Described, CannedAnswer.Json("""{"count":1,"value":"a.job.token"}"""), Some.Mint(("X", "1")));

        Assert.Equal((0, "export X=1\n"), (ran.Exit, ran.Output));
        Assert.Equal(
            [
                "GET http://localhost:3000/.well-known/voidkey-configuration ",
                "GET https://ghes.example/token?api-version=2.0&audience=voidkey Bearer right.canary",
                "POST http://localhost:3000/v1/credentials/mint Bearer a.job.token",
            ],
            ran.Requests.Select(r => $"{r.Method} {r.Url} {r.Authorization}"));
    }

    [Theory]
    [InlineData("https://ghes.example/token", "a b&c=d", null)]
    [InlineData("https://ghes.example/token", "https://broker.example/x?y&z", "https://ghes.example/token?audience=https%3A%2F%2Fbroker.example%2Fx%3Fy%26z")]
    [InlineData("http://127.0.0.1:1/token?a=b", "voidkey", "http://127.0.0.1:1/token?a=b&audience=voidkey")]
    public async Task An_audience_given_is_asked_for_and_the_broker_is_not_asked(string url, string audience, string? asked)
    {
        var ran = await GitHub(url).RunAsync(["token", "--audience", audience], CannedAnswer.Json("""{"value":"a.job.token"}"""));

        Assert.Equal(asked is null ? (2, "") : (0, "a.job.token\n"), (ran.Exit, ran.Output));
        Assert.Equal(asked is null ? [] : [asked], ran.Requests.Select(r => r.Url));
    }

    public static TheoryData<string, string> BadUrls => new()
    {
        { "plain http to another machine", "http://ghes.example/token" },
        { "a name and a password", "https://a:b@ghes.example/token" },
        { "no URL", "ghes.example/token" },
        { "another scheme", "file:///etc/passwd" },
        { "a line break", "https://ghes.example/\ntoken" },
        { "a fragment", "https://ghes.example/token#x" },
    };

    [Theory, MemberData(nameof(BadUrls))]
    public async Task The_right_to_ask_is_not_sent_to(string what, string url)
    {
        var ran = await GitHub(url).RunAsync(["mint", "A", "--audience", "x"], CannedAnswer.Json("""{"value":"t"}"""));

        Assert.True((4, "") == (ran.Exit, ran.Output), what);
        Assert.Empty(ran.Requests);
    }

    private static readonly Dictionary<string, (int Exit, CannedAnswer Answer)> BadAnswers = new()
    {
        ["a redirect"] = (4, new CannedAnswer(307, "", "", ("Location", "https://evil.example/right.canary"))),
        ["no permission"] = (4, new CannedAnswer(403, "application/json", """{"message":"right.canary"}""")),
        ["a page"] = (4, new CannedAnswer(200, "text/html", "<html>right.canary</html>")),
        ["garbage"] = (4, CannedAnswer.Json("\u0000{")),
        ["nothing"] = (4, CannedAnswer.Json("")),
        ["a list"] = (4, CannedAnswer.Json("[\"canary\"]")),
        ["an object without a token"] = (4, CannedAnswer.Json("""{"valeu":"canary"}""")),
        ["a token that is a number"] = (4, CannedAnswer.Json("""{"value":1}""")),
        ["two tokens"] = (4, CannedAnswer.Json("""{"value":"canary","value":"other.canary"}""")),
        ["a token with a line break"] = (4, CannedAnswer.Json("""{"value":"canary\r\nX-Evil: 1"}""")),
        ["a token of half a character"] = (4, CannedAnswer.Json("""{"value":"canary\ud800"}""")),
        ["an empty token"] = (4, CannedAnswer.Json("""{"value":""}""")),
        ["a token over 16 KB"] = (4, CannedAnswer.Json($$"""{"value":"canary{{new string('a', 17_000)}}"}""")),
        ["an answer over 64 KiB"] = (4, CannedAnswer.Json($$"""{"pad":"{{new string('a', 70_000)}}","value":"canary"}""")),
        ["deep nesting"] = (4, CannedAnswer.Json(new string('[', 100))),
        ["silence"] = (6, CannedAnswer.Never),
    };

    public static TheoryData<string> BadAnswerNames => [.. BadAnswers.Keys];

    [Theory, MemberData(nameof(BadAnswerNames))]
    public async Task An_answer_that_is_no_token_ends_the_search(string what)
    {
        var (exit, answer) = BadAnswers[what];
        var cli = GitHub();
        cli.Files.Contents[Tokens.KubernetesSource.Path] = "of.the.cluster";

        var ran = await cli.RunAsync(["mint", "A", "--audience", "x", "--debug"], answer, Some.Mint(("X", "1")));

        Assert.True((exit, "") == (ran.Exit, ran.Output), $"{what}: {ran.Errors}");
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Requests);
    }

    [Theory]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "value")]
    [InlineData("SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN", "oidcToken")]
    public async Task A_platform_that_repeats_the_right_to_ask_does_not_get_it_shown(string url, string right, string member)
    {
        var cli = new Terminal { Environment = { [url] = "https://p.example/t", [right] = "right.canary" } };
        var token = Some.Jwt("""{"iss":"right.canary","sub":"s","aud":"x"}""");

        var ran = await cli.RunAsync(["token", "--debug", "--audience", "x", "--retries", "0"], CannedAnswer.Json($$"""{"{{member}}":"{{token}}"}"""));

        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_busy_is_asked_again()
    {
        var busy = new CannedAnswer(503, "", "");

        var ran = await GitHub().RunAsync(["token", "--audience", "x"], busy, busy, CannedAnswer.Json("""{"value":"t.t.t"}"""));
        var never = await GitHub().RunAsync(["token", "--audience", "x"], busy);
        var down = await GitHub().RunAsync(["token", "--audience", "x"]);

        Assert.Equal((0, "t.t.t\n"), (ran.Exit, ran.Output));
        Assert.Equal((4, 3), (never.Exit, never.Requests.Count));
        Assert.Equal((6, 3), (down.Exit, down.Requests.Count));
    }

    [Fact]
    public async Task Azure_Pipelines_is_asked_as_its_API_wants_it()
    {
        var cli = new Terminal { Environment = { ["TF_BUILD"] = "True", ["SYSTEM_OIDCREQUESTURI"] = "https://dev.example/oidctoken", ["SYSTEM_ACCESSTOKEN"] = "right.canary" } };
        var token = Some.Jwt("""{"aud":"api://AzureADTokenExchange"}""");

        var ran = await cli.RunAsync(["token"], CannedAnswer.Json($$"""{"oidcToken":"{{token}}"}"""));
        var another = await cli.RunAsync(["token", "--audience", "voidkey"], CannedAnswer.Json($$"""{"oidcToken":"{{token}}"}"""));

        Assert.Equal((0, token + "\n"), (ran.Exit, ran.Output));
        Assert.Equal(("POST", "https://dev.example/oidctoken?api-version=7.1", "Bearer right.canary", ""), (ran.Requests[0].Method, ran.Requests[0].Url, ran.Requests[0].Authorization, ran.Requests[0].Body));
        Assert.Equal((4, ""), (another.Exit, another.Output));
        Assert.Contains("for api://AzureADTokenExchange, not for voidkey", another.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GITLAB_CI=true VOIDKEY_ID_TOKEN=t.t.t", "gitlab")]
    [InlineData("VOIDKEY_ID_TOKEN=t.t.t", "gitlab")]
    [InlineData("BITBUCKET_BUILD_NUMBER=7 BITBUCKET_STEP_OIDC_TOKEN=t.t.t", "bitbucket")]
    [InlineData("TFC_RUN_ID=run-1 TFC_WORKLOAD_IDENTITY_TOKEN=t.t.t", "terraform-cloud")]
    [InlineData("CIRCLECI=true CIRCLE_OIDC_TOKEN_V2=t.t.t", "circleci")]
    public async Task A_token_in_the_platforms_variable_is_taken(string variables, string source)
    {
        var cli = new Terminal();
        foreach (var variable in variables.Split(' ').Select(v => v.Split('='))) cli.Environment[variable[0]] = variable[1];

        var found = await cli.RunAsync(["token", "--debug"]);
        var chosen = await cli.RunAsync(["token", "--source", source]);

        Assert.Equal((0, "t.t.t\n", 0), (found.Exit, found.Output, found.Requests.Count));
        Assert.Contains($"debug: token source {source}: here\n", found.Errors, StringComparison.Ordinal);
        Assert.Equal("t.t.t\n", chosen.Output);
    }

    public static TheoryData<string, string, string> Lacking => new()
    {
        { "GITHUB_ACTIONS=true", "github", "add `permissions: id-token: write`" },
        { "ACTIONS_ID_TOKEN_REQUEST_URL=https://g.example", "github", "ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set" },
        { "GITHUB_ACTIONS=true GITHUB_TOKEN=canary", "github", "GITHUB_TOKEN is no OIDC token and is never sent" },
        { "GITLAB_CI=true", "gitlab", "id_tokens: { VOIDKEY_ID_TOKEN: { aud: AUDIENCE } }" },
        { "CIRCLECI=true", "circleci", "CIRCLE_OIDC_TOKEN_V2 is not set" },
        { "BUILDKITE=true", "buildkite", "there is no program buildkite-agent" },
        { "BITBUCKET_BUILD_NUMBER=1", "bitbucket", "add `oidc: true`" },
        { "TF_BUILD=True", "azure-pipelines", "SYSTEM_OIDCREQUESTURI is not set" },
        { "TF_BUILD=True SYSTEM_OIDCREQUESTURI=https://d.example", "azure-pipelines", "env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }" },
        { "TFC_RUN_ID=run-1", "terraform-cloud", "TFC_WORKLOAD_IDENTITY_AUDIENCE" },
        { "X=1", "kubernetes", "mount a projected volume" },
    };

    [Theory, MemberData(nameof(Lacking))]
    public async Task What_is_missing_is_named_and_no_other_source_is_asked(string variables, string source, string said)
    {
        var cli = new Terminal();
        foreach (var variable in variables.Split(' ').Select(v => v.Split('='))) cli.Environment[variable[0]] = variable[1];
        if (source != "kubernetes") cli.Files.Contents[Tokens.KubernetesSource.Path] = "of.the.cluster";

        foreach (var args in source == "kubernetes" ? ["mint A --source kubernetes"] : new[] { "mint A", $"mint A --source {source}" })
        {
            var ran = await cli.RunAsync(args.Split(' '), Some.Mint(("X", "1")));
            Assert.Equal((4, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
            Assert.Contains(said, ran.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_projected_token_is_read_each_time()
    {
        var cli = new Terminal();
        foreach (var token in new[] { "first.one.x", "second.one.x" })
        {
            cli.Files.Contents[Tokens.KubernetesSource.Path] = token + "\n";
            Assert.Equal($"Bearer {token}", (await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")))).Requests.Single().Authorization);
        }
    }

    [Fact]
    public async Task CircleCI_and_Buildkite_are_asked_through_their_own_programs()
    {
        var circle = new Terminal { Environment = { ["CIRCLECI"] = "true", ["CIRCLE_OIDC_TOKEN_V2"] = "of.the.organisation" }, Programs = { Known = { ["circleci"] = (0, "c.c.c\n") } } };
        var buildkite = new Terminal { Environment = { ["BUILDKITE"] = "true" }, Programs = { Known = { ["buildkite-agent"] = (0, "b.b.b") } } };

        Assert.Equal("c.c.c\n", (await circle.RunAsync(["token", "--audience", "a\"b"])).Output);
        Assert.Equal("b.b.b\n", (await buildkite.RunAsync(["token"], Described)).Output);

        Assert.Equal(["""/opt/circleci|run|oidc|get|--claims|{"aud":"a\"b"}"""], circle.Programs.Ran);
        Assert.Equal(["/opt/buildkite-agent|oidc|request-token|--audience|for-buildkite"], buildkite.Programs.Ran);
    }

    [Theory]
    [InlineData(1, "canary")]
    [InlineData(0, "")]
    [InlineData(0, "canary of several words")]
    [InlineData(0, "two\nlines\n")]
    public async Task A_program_that_prints_no_token_ends_the_search(int exit, string output)
    {
        var cli = new Terminal { Environment = { ["BUILDKITE"] = "true" }, Programs = { Known = { ["buildkite-agent"] = (exit, output) } } };

        var ran = await cli.RunAsync(["mint", "A", "--audience", "x"], Some.Mint(("X", "1")));

        Assert.Equal((4, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Google Compute Engine\n", null, "http://169.254.169.254")]
    [InlineData("Google\n", null, "http://169.254.169.254")]
    [InlineData("", "127.0.0.1:8080", "http://127.0.0.1:8080")]
    public async Task The_metadata_server_is_asked_where_this_is_certainly_Google_Cloud(string firmware, string? host, string server)
    {
        var cli = new Terminal();
        if (firmware.Length > 0) cli.Files.Contents["/sys/class/dmi/id/product_name"] = firmware;
        if (host is not null) cli.Environment["GCE_METADATA_HOST"] = host;

        var ran = await cli.RunAsync(["token"], Described, new CannedAnswer(200, "text/html", "g.g.g", ("Metadata-Flavor", "Google")));

        Assert.Equal((0, "g.g.g\n"), (ran.Exit, ran.Output));
        Assert.Equal($"{server}/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=https%3A%2F%2Fbroker.example", ran.Requests[1].Url);
    }

    [Fact]
    public async Task What_voidkey_itself_serves_to_a_program_vouches_for_nobody()
    {
        var ran = await new Terminal { Environment = { ["GCE_METADATA_HOST"] = "127.0.0.1:8080", ["GCE_METADATA_IP"] = "127.0.0.1:8080" } }.RunAsync(["token", "--audience", "x"]);

        Assert.Equal((4, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task What_is_not_the_metadata_server_is_not_believed()
    {
        var ran = await new Terminal().RunAsync(["token", "--source", "gcp", "--audience", "x"], new CannedAnswer(200, "text/html", "g.g.g"));
        var flavoured = await new Terminal().RunAsync(["token", "--source", "gcp", "--audience", "x"], new CannedAnswer(200, "text/html", "g.g.g", ("Metadata-Flavor", "google")));
        var elsewhere = await new Terminal { Environment = { ["GCE_METADATA_HOST"] = "a@b/c" } }.RunAsync(["token", "--audience", "x"]);
        var other = await new Terminal { Files = { Contents = { ["/sys/class/dmi/id/product_name"] = "Google Pixel\n" } } }.RunAsync(["token"]);

        Assert.Equal((4, "", 4, 0), (ran.Exit, ran.Output, other.Exit, other.Requests.Count));
        Assert.Equal((4, ""), (flavoured.Exit, flavoured.Output));
        Assert.Equal((3, 0), (elsewhere.Exit, elsewhere.Requests.Count));
    }

    [Fact]
    public async Task A_flag_wins_over_a_token_in_a_variable_and_a_variable_does_not()
    {
        var cli = GitHub();
        cli.Environment["OIDC_TOKEN"] = "given.by.variable";
        cli.Files.Contents[Tokens.KubernetesSource.Path] = "of.the.cluster";

        Assert.Equal("of.the.cluster\n", (await cli.RunAsync(["token", "--source", "kubernetes"])).Output);
        cli.Environment["VOIDKEY_SOURCE"] = "kubernetes";
        Assert.Equal("given.by.variable\n", (await cli.RunAsync(["token"])).Output);
        cli.Environment.Remove("OIDC_TOKEN");
        Assert.Equal("of.the.cluster\n", (await cli.RunAsync(["token"])).Output);
        Assert.Equal(4, (await cli.RunAsync(["token", "--source", "none"])).Exit);
    }

    [Theory]
    [InlineData("kubernetes", "voidkey", 0)]
    [InlineData("kubernetes", "other", 4)]
    public async Task An_audience_that_the_platform_fixed_is_checked(string source, string audience, int exit)
    {
        var cli = new Terminal();
        cli.Files.Contents[Tokens.KubernetesSource.Path] = Some.Jwt("""{"aud":["x","voidkey"]}""");

        Assert.Equal(exit, (await cli.RunAsync(["token", "--source", source, "--audience", audience])).Exit);
    }
}
