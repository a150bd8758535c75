using CsCheck;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What STS is asked: in the body, encoded so that AWS, MinIO and Ceph read the same.</summary>
public sealed class StsRequestTests : IDisposable
{
    private const string GitHub = "repo:example-org/app:ref:refs/heads/main";
    private readonly StsWorld _world = new();

    /// <summary>The shapes of subjects that GitHub, GitLab, Kubernetes, Entra and SPIFFE issue.</summary>
    public static TheoryData<string> Subjects { get; } =
    [
        GitHub, "repo:myorg/myrepo:environment:Production", "repo:o/r:pull_request", "project_path:group/sub/project:ref_type:branch:ref:main", "system:serviceaccount:default:app", "spiffe://example.test/ns/prod/sa/web",
        "a", "", "ünïcödé", "日本語", "😀😀😀", "with blanks and\nbreaks", new string('x', 5000), "&Action=GetCallerIdentity", "%20", "\0", "../..", "*",
    ];

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Parameters_travel_in_the_body_alone()
    {
        await _world.MintAsync("session", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get *"}]}""", ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/B"], TimeSpan.FromMinutes(20));

        var request = Assert.Single(_world.Network.Requests);
        Assert.Equal(("POST", StsWorld.Origin + "/"), (request.Method, request.Uri.OriginalString));
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Action"] = "AssumeRoleWithWebIdentity",
                ["Version"] = "2011-06-15",
                ["RoleArn"] = "arn:aws:iam::123456789012:role/Deploy",
                ["RoleSessionName"] = "session",
                ["DurationSeconds"] = "1200",
                ["Policy"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get *"}]}""",
                ["PolicyArns.member.1.arn"] = "arn:aws:iam::aws:policy/ReadOnlyAccess",
                ["PolicyArns.member.2.arn"] = "arn:aws:iam::aws:policy/B",
                ["WebIdentityToken"] = _world.BrokerToken.Reveal(),
            },
            request.Form);
        Assert.DoesNotContain('+', request.Body);
        Assert.Contains("s3%3AGet%20%2A", request.Body, StringComparison.Ordinal);
        Assert.Empty(Testing.Canary.FoundIn(request.Uri.OriginalString));
    }

    [Fact]
    public async Task What_is_not_configured_is_not_sent()
    {
        await _world.MintAsync();
        var form = Assert.Single(_world.Network.Requests).Form;
        Assert.Equal(["Action", "DurationSeconds", "RoleArn", "RoleSessionName", "Version", "WebIdentityToken"], form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("900", form["DurationSeconds"]);
    }

    [Theory, MemberData(nameof(Subjects))]
    public async Task Any_subject_makes_a_session_name_that_AWS_takes(string subject)
    {
        await _world.MintAsync(caller: StsWorld.Caller(subject));

        var request = Assert.Single(_world.Network.Requests);
        Assert.True(RoleSessionName.IsValid(request.Form["RoleSessionName"]), request.Form["RoleSessionName"]);
        Assert.Equal("AssumeRoleWithWebIdentity", request.Form["Action"]);
    }

    [Fact]
    public void A_session_name_can_be_read() =>
        Assert.StartsWith("repo-example-org-app-ref-refs-heads-main-", RoleSessionName.For(StsWorld.Caller(GitHub)), StringComparison.Ordinal);

    [Fact]
    public void Two_callers_never_share_a_session_name()
    {
        // Pieces that meet at the boundary between idp and subject, and subjects that look alike once cleaned.
        var piece = Gen.Int[0, 11].Select(i => new[] { "", "a", "b", "\0", ":", "/", "-", "ci", "repo:", "A", "é", "1" }[i]);
        var text = piece.Array[0, 5].Select(string.Concat);
        Gen.Select(text, text, text, text).Sample(
            (idp, subject, otherIdp, otherSubject) =>
            {
                var (name, other) = (RoleSessionName.For(StsWorld.Caller(subject, idp)), RoleSessionName.For(StsWorld.Caller(otherSubject, otherIdp)));
                Assert.True(RoleSessionName.IsValid(name), name);
                Assert.Equal((idp, subject) == (otherIdp, otherSubject), name == other);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("a\0b", "c", "a", "b\0c"), InlineData("", "a\0b", "a", "b"), InlineData("ci", "x", "c", "ix"), InlineData("", "cix", "ci", "x"), InlineData("ci", "a/b", "ci", "a:b"), InlineData("ci", "A", "ci", "a")]
    public void A_session_name_knows_where_the_provider_ends_and_the_subject_begins(string idp, string subject, string otherIdp, string otherSubject) =>
        Assert.NotEqual(RoleSessionName.For(StsWorld.Caller(subject, idp)), RoleSessionName.For(StsWorld.Caller(otherSubject, otherIdp)));

    [Fact]
    public void Not_even_where_both_read_alike()
    {
        var dashes = new string('-', 50);
        Assert.NotEqual(RoleSessionName.For(StsWorld.Caller(dashes, $"ci\0{dashes}")), RoleSessionName.For(StsWorld.Caller($"{dashes}\0{dashes}", "ci")));
    }

    [Theory]
    [InlineData("a", false), InlineData("ab", true), InlineData("ab\n", false), InlineData("a b", false), InlineData("a:b", false), InlineData("é_", false), InlineData("_+=,.@-", true)]
    public void A_session_name_is_checked_to_the_letter(string name, bool valid)
    {
        Assert.Equal(valid, RoleSessionName.IsValid(name));
        Assert.True(RoleSessionName.IsValid(new string('x', 64)));
        Assert.False(RoleSessionName.IsValid(new string('x', 65)));
    }
}
