using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>A second role, assumed with the first one's credentials: what it is asked for, and what is refused.</summary>
public sealed class ChainTests
{
    private const string Production = "arn:aws:iam::210987654321:role/Production";
    private const string Plain = $"{{ provider: aws, roleArn: {MintingWorld.ReadArn}, chain: {{ roleArn: {Production} }} }}";

    private const string Full = $$"""
        { provider: aws, roleArn: {{MintingWorld.ReadArn}}, roleSessionName: 'ci-${claim:run_id}', maxDuration: 3600, chain: { roleArn: {{Production}}, externalId: 'tenant:7/a', sourceIdentity: 'ci-${claim:actor}',
          tags: { repository: '${claim:repository}', stage: production, 'cost center': 'R&D' }, transitiveTagKeys: [repository], policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          policy: '{"Version":"2012-10-17","Statement":[{"Resource":"${claim:repository}"}]}' } }
        """;

    [Fact]
    public async Task The_second_role_is_asked_for_with_the_first_ones_credentials()
    {
        await using var world = World(Full.Replace("R&D", "R-D", StringComparison.Ordinal));
        world.Aws.AddRole(new ChainedStsRole(Production, MintingWorld.ReadArn, "tenant:7/a"));

        var minted = await world.MintAsync(Token(world), ["CHAINED"], TimeSpan.FromSeconds(1200));
        if (!minted.TryGet(out var keys, out var error)) Assert.Fail(error.ToString());

        Assert.Equal(["AssumeRoleWithWebIdentity", "AssumeRole"], world.Aws.Requests.Select(static request => request.Action));
        var (first, second) = (world.Aws.Requests[0].Parameters, world.Aws.Requests[1].Parameters);
        Assert.Equal(("ci-42", "900"), (first["RoleSessionName"], first["DurationSeconds"]));
        Assert.Equal(["Action", "DurationSeconds", "RoleArn", "RoleSessionName", "Version", "WebIdentityToken"], first.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Action"] = "AssumeRole",
                ["Version"] = "2011-06-15",
                ["RoleArn"] = Production,
                ["ExternalId"] = "tenant:7/a",
                ["RoleSessionName"] = "ci-42",
                ["DurationSeconds"] = "1200",
                ["PolicyArns.member.1.arn"] = "arn:aws:iam::aws:policy/ReadOnlyAccess",
                ["TransitiveTagKeys.member.1"] = "repository",
                ["SourceIdentity"] = "ci-ada",
                ["Tags.member.1.Key"] = "repository",
                ["Tags.member.1.Value"] = "example-org/app",
                ["Tags.member.2.Key"] = "stage",
                ["Tags.member.2.Value"] = "production",
                ["Tags.member.3.Key"] = "cost center",
                ["Tags.member.3.Value"] = "R-D",
                ["Policy"] = """{"Version":"2012-10-17","Statement":[{"Resource":"example-org/app"}]}""",
            },
            second);
        Assert.Empty(world.Aws.Requests[1].RawQuery);
        Assert.Equal((Production, "ci-42"), (keys!.Keys[0].Metadata["roleArn"], keys.Keys[0].Metadata["roleSessionName"]));
        Assert.Equal(world.Time.GetUtcNow().AddSeconds(1200), keys.Keys[0].ExpiresAt);
        world.LeakedNothing();
    }

    [Fact]
    public async Task The_first_sessions_credentials_go_to_nobody()
    {
        await using var world = World(Plain);
        world.Aws.AddRole(new ChainedStsRole(Production, MintingWorld.ReadArn));
        var minted = await world.MintsAsync("CHAINED");

        var handedOut = minted.Keys[0].Variables["AWS_ACCESS_KEY_ID"];
        Assert.DoesNotContain(handedOut, world.Aws.Requests[1].Http.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains(handedOut, world.AuditLines.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another external id"), InlineData("another first role"), InlineData("no such role"), InlineData("no tags allowed"), InlineData("no source identity allowed")]
    public async Task What_the_second_role_does_not_trust_is_refused(string why)
    {
        await using var world = World(Full.Replace("R&D", "R-D", StringComparison.Ordinal));
        var good = new ChainedStsRole(Production, MintingWorld.ReadArn, "tenant:7/a");
        world.Aws.AddRole(why switch
        {
            "another external id" => good with { ExternalId = "tenant:8" },
            "another first role" => good with { TrustedRole = MintingWorld.DeployArn },
            "no tags allowed" => good with { MayTag = false },
            "no source identity allowed" => good with { MaySetSourceIdentity = false },
            _ => good with { Arn = Production + "2" },
        });
        await world.RefusesAsync(BrokerErrorCode.MintRefused, world.MintAsync(Token(world), "CHAINED"));
        Assert.Equal(2, world.Aws.Requests.Count);

        world.Aws.AddRole(good);
        Assert.True((await world.MintAsync(Token(world), "CHAINED")).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("a*b"), InlineData("a&Action=AssumeRole"), InlineData("a#b"), InlineData("a$b"), InlineData("\u2028"), InlineData("😀")]
    public async Task A_claim_that_a_tag_must_not_be_refuses_before_anybody_is_asked(string repository)
    {
        await using var world = World(Plain.Replace("} }", ", tags: { repository: '${claim:repository}' } } }", StringComparison.Ordinal));
        world.Aws.AddRole(new ChainedStsRole(Production, MintingWorld.ReadArn));
        await world.RefusesAsync(BrokerErrorCode.ClaimUnusable, world.MintAsync(Token(world, repository), "CHAINED"));
        await world.RefusesAsync(BrokerErrorCode.ClaimUnusable, world.MintAsync(Token(world, new string('a', 257)), "CHAINED"));
        Assert.Empty(world.Aws.Requests);
        Assert.True((await world.MintAsync(Token(world, "example-org/app: ünï_1 =+-@."), "CHAINED")).TryGet(out _, out _));
    }

    [Fact]
    public async Task A_chained_session_lives_an_hour_at_most()
    {
        await using var world = World(Plain);
        world.Aws.AddRole(new ChainedStsRole(Production, MintingWorld.ReadArn));
        Assert.True((await world.MintAsync(Token(world), ["CHAINED"], TimeSpan.FromHours(12))).TryGet(out var minted, out _));
        Assert.Equal("3600", world.Aws.Requests[1].Parameters["DurationSeconds"]);
        Assert.Equal(world.Time.GetUtcNow().AddHours(1), minted.Keys[0].ExpiresAt);
    }

    private static MintingWorld World(string key) =>
        new(yaml => yaml.Replace("      AWS_READ:", $"      CHAINED: {key.ReplaceLineEndings(" ")}\n      AWS_READ:", StringComparison.Ordinal));

    private static Secret Token(MintingWorld world, string repository = "example-org/app") => world.Ci.Issue(claims: Some.Claims(("repository", repository), ("run_id", 42), ("actor", "ada")).Where(static claim => claim.Key is "repository" or "run_id" or "actor"));
}
