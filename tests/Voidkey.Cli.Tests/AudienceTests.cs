using System.Text.Json;
using Voidkey.Cli.Tests.Harness;
using Voidkey.Contracts;

namespace Voidkey.Cli.Tests;

/// <summary>For whom a token is asked, when the broker may say so.</summary>
public sealed class AudienceTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";

    private static Terminal Job() => new()
    {
        Environment = { ["GITHUB_ACTIONS"] = "true", ["ACTIONS_ID_TOKEN_REQUEST_URL"] = "https://g.example/t?v=2", ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "right.canary" },
    };

    private static CannedAnswer Publishing(params (string Name, string Issuer, string[]? Audience)[] idps) => CannedAnswer.Json(JsonSerializer.Serialize(
        new BrokerMetadata([.. idps.Select(idp => new AcceptedIdp(idp.Name, idp.Issuer, idp.Audience))], new BrokerLimits(10, 16384, 65536, 9)),
        ContractsJson.Default.BrokerMetadata));

    private static async Task<string> AskedAsync(CannedAnswer published, string args = "token", Terminal? job = null)
    {
        var ran = await (job ?? Job()).RunAsync(args.Split(' '), published, CannedAnswer.Json("""{"value":"t.t.t"}"""));
        return ran.Exit == 0 ? ran.Requests[1].Url : $"{ran.Exit} {ran.Errors.Split('\n')[0]}";
    }

    [Fact]
    public async Task The_platforms_identity_provider_has_the_say() =>
        Assert.Equal("https://g.example/t?v=2&audience=for-github", await AskedAsync(Publishing(("okta", "https://okta.example", ["for-okta"]), ("gh", GitHub, ["for-github", "x"]))));

    [Fact]
    public async Task The_identity_provider_asked_for_has_the_say()
    {
        var published = Publishing(("okta", "https://okta.example", ["for-okta"]), ("gh", GitHub, ["for-github"]));

        Assert.Equal("https://g.example/t?v=2&audience=for-okta", await AskedAsync(published, "token --idp okta"));
        Assert.Equal("4 error: the broker has no identity provider nobody", await AskedAsync(published, "token --idp nobody"));
    }

    [Fact]
    public async Task A_self_hosted_GitHub_has_an_issuer_of_its_own()
    {
        var job = Job();
        job.Environment["GITHUB_SERVER_URL"] = "https://ghes.example/";

        Assert.Equal(
            "https://g.example/t?v=2&audience=for-ghes",
            await AskedAsync(Publishing(("gh", GitHub, ["for-github"]), ("ghes", "https://ghes.example/_services/token", ["for-ghes"])), job: job));
    }

    [Fact]
    public async Task Without_a_matching_issuer_only_a_common_audience_is_taken()
    {
        Assert.Equal("https://g.example/t?v=2&audience=both", await AskedAsync(Publishing(("a", "https://a.example", ["one", "both"]), ("b", "https://b.example", ["both", "two"]))));
        Assert.Equal("4 error: the broker expects different audiences from different identity providers", await AskedAsync(Publishing(("a", "https://a.example", ["one"]), ("b", "https://b.example", ["two"]))));
    }

    [Fact]
    public async Task A_broker_that_checks_no_audience_leaves_it_to_the_platform() =>
        Assert.Equal("https://g.example/t?v=2", await AskedAsync(Publishing(("gh", GitHub, null))));

    [Theory]
    [InlineData("sts.amazonaws.com")]
    [InlineData("STS.amazonaws.com")]
    [InlineData("api://AzureADTokenExchangeUSGov")]
    [InlineData("//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q")]
    [InlineData("sigstore")]
    [InlineData("--help")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_broker_gets_no_token_for_somebody_else_by_asking(string audience)
    {
        var ran = await Job().RunAsync(["mint", "A"], Publishing(("gh", GitHub, [audience])), CannedAnswer.Json("""{"value":"t.t.t"}"""));

        Assert.Equal((4, "", 1), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task Who_says_so_himself_gets_it() =>
        Assert.Equal(0, (await Job().RunAsync(["token", "--audience", "sts.amazonaws.com"], CannedAnswer.Json("""{"value":"t.t.t"}"""))).Exit);

    private static readonly Dictionary<string, (int Exit, CannedAnswer Answer)> Strange = new()
    {
        ["an empty object"] = (7, CannedAnswer.Json("{}")),
        ["no identity provider where one should be"] = (7, CannedAnswer.Json("""{"identityProviders":[null],"limits":{"maxKeys":1,"maxTokenBytes":1,"maxBodyBytes":1,"requestSeconds":9}}""")),
        ["an audience that is null"] = (7, CannedAnswer.Json("""{"identityProviders":[{"name":"n","issuer":"i","audience":[null]}],"limits":{"maxKeys":1,"maxTokenBytes":1,"maxBodyBytes":1,"requestSeconds":9}}""")),
        ["no such page"] = (1, new CannedAnswer(404, "text/plain", "no")),
        ["a redirect"] = (7, new CannedAnswer(307, "", "", ("Location", "https://evil.example/"))),
        ["silence"] = (6, CannedAnswer.Never),
    };

    public static TheoryData<string> StrangeNames => [.. Strange.Keys];

    [Theory, MemberData(nameof(StrangeNames))]
    public async Task A_broker_that_says_nothing_useful_ends_it_before_a_token_is_asked(string what)
    {
        var (exit, answer) = Strange[what];

        var ran = await Job().RunAsync(["mint", "A"], answer, CannedAnswer.Json("""{"value":"t.t.t"}"""));

        Assert.Equal((exit, "", 1), (ran.Exit, ran.Output, ran.Requests.Count));
    }
}
