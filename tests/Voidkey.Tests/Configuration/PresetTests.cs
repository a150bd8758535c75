using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Presets;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What <c>provider</c> on a client IdP fills in, and what contradicts it.</summary>
public sealed class PresetTests
{
    private const string Plain = "issuer: https://ci.example.test\n    audience: voidkey\n    jwksUri: https://ci.example.test/jwks\n    algorithms: [RS256, ES256]";
    private const string Uuid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    public static TheoryData<string, string> Issuers { get; } = new()
    {
        { "github-actions", "https://token.actions.githubusercontent.com" }, { "github-actions", "https://token.actions.githubusercontent.com/acme" }, { "github-actions", "https://token.actions.acme.ghe.com" }, { "github-actions", "https://ghes.example.test/_services/token" },
        { "gitlab", "https://gitlab.com" }, { "gitlab", "https://gitlab.example.test" }, { "gitlab", "https://example.test/gitlab" }, { "gitlab", "http://localhost:8080" }, { "circleci", $"https://oidc.circleci.com/org/{Uuid}" }, { "buildkite", "https://agent.buildkite.com" },
        { "bitbucket", "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc" }, { "azure-devops", $"https://vstoken.dev.azure.com/{Uuid}" }, { "hcp-terraform", "https://app.terraform.io" }, { "hcp-terraform", "https://tfe.example.test" },
        { "kubernetes", "https://kubernetes.default.svc.cluster.local" }, { "kubernetes", "https://container.googleapis.com/v1/projects/p/locations/l/clusters/c" }, { "google", "https://accounts.google.com" }, { "entra", $"https://login.microsoftonline.com/{Uuid}/v2.0" },
        { "entra", $"https://sts.windows.net/{Uuid}/" }, { "auth0", "https://acme.eu.auth0.com/" }, { "auth0", "https://login.example.test/" }, { "okta", "https://acme.okta.com" }, { "okta", "https://acme.okta.com/oauth2/default" }, { "okta", "https://login.example.test/oauth2/default" },
        { "keycloak", "https://sso.example.test/realms/main" }, { "keycloak", "https://sso.example.test/auth/realms/main" }, { "keycloak", "http://localhost:8080/realms/main" },
    };

    public static TheoryData<string, string, string> Contradictions { get; } = new()
    {
        { "github-actions", "https://token.actions.githubusercontent.com/", "such as https://token.actions.githubusercontent.com" }, { "github-actions", "https://TOKEN.actions.githubusercontent.com", "no issuer" }, { "github-actions", "https://token.actions.githubusercontent.com.example.test", "no issuer" },
        { "github-actions", "https://gitlab.com", "did you mean provider: gitlab?" }, { "gitlab", "https://token.actions.githubusercontent.com", "did you mean provider: github-actions?" }, { "gitlab", "https://gitlab.com/", "no issuer" }, { "circleci", "https://oidc.circleci.com/org/acme", "{uuid}" },
        { "circleci", $"https://oidc.circleci.com/org/{Uuid}/", "no issuer" }, { "buildkite", "https://buildkite.com", "https://agent.buildkite.com" }, { "azure-devops", $"https://login.microsoftonline.com/{Uuid}/v2.0", "did you mean provider: entra?" }, { "azure-devops", "https://vstoken.dev.azure.com/acme", "{uuid}" },
        { "entra", "https://login.microsoftonline.com/common/v2.0", "{uuid}" }, { "entra", "https://login.microsoftonline.com/acme.onmicrosoft.com/v2.0", "{uuid}" }, { "entra", $"https://login.microsoftonline.com/{Uuid}", "no issuer" }, { "google", "https://accounts.google.com/", "no issuer" },
        { "auth0", "https://acme.eu.auth0.com", "no issuer" }, { "okta", "https://acme.okta.com/", "no issuer" }, { "okta", "https://acme.eu.auth0.com/", "did you mean provider: auth0?" }, { "keycloak", "https://sso.example.test/realms/main/", "no issuer" }, { "keycloak", "https://sso.example.test", "realms" },
        { "hcp-terraform", "https://app.terraform.io/app", "no issuer" }, { "kubernetes", "https://accounts.google.com", "did you mean provider: google?" }, { "bitbucket", "https://api.bitbucket.org/2.0/workspaces/acme", "no issuer" },
    };

    [Theory, MemberData(nameof(Issuers))]
    public void An_issuer_of_the_providers_is_taken_as_it_is(string provider, string issuer)
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(With($"provider: {provider}\n    issuer: {issuer}\n    audience: voidkey"));

        Assert.Equal(issuer, snapshot.Issuers.Single().Issuer);
        Assert.Equal(provider, snapshot.ClientIdps.Single().Type);
    }

    [Theory, MemberData(nameof(Contradictions))]
    public void An_issuer_of_another_is_refused(string provider, string issuer, string says)
    {
        var (text, line, column) = Yaml.Marked(With($"provider: {provider}\n    issuer: §{issuer}\n    audience: voidkey"));

        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((ConfigCodes.Conflict, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_written_is_filled_in()
    {
        using var folder = new ConfigFolder();
        foreach (var preset in KnownIdps.All.Where(static preset => preset.DefaultIssuer is not null))
        {
            var issuer = folder.Good(With($"provider: {preset.Name}\n    audience: voidkey")).Issuers.Single();
            Assert.Equal((preset.DefaultIssuer, null), (issuer.Issuer, ((KeyOrigin.Remote)issuer.Keys).Uri));
            Assert.Equal(preset.Algorithms, issuer.Algorithms.Select(static algorithm => algorithm.Name));
        }

        var cluster = folder.Good(With("provider: kubernetes\n    issuer: https://cluster.example.test\n    audience: voidkey"));
        Assert.Equal(["RS256", "ES256", "ES384", "ES512"], cluster.Issuers.Single().Algorithms.Select(static algorithm => algorithm.Name));
    }

    [Fact]
    public void What_is_written_wins()
    {
        using var folder = new ConfigFolder();
        var issuer = folder.Good(With("provider: kubernetes\n    issuer: https://cluster.example.test\n    audience: voidkey\n    algorithms: [ES256]\n    jwksUri: https://keys.example.test/")).Issuers.Single();

        Assert.Equal(["ES256"], issuer.Algorithms.Select(static algorithm => algorithm.Name));
        Assert.Equal(new Uri("https://keys.example.test/"), ((KeyOrigin.Remote)issuer.Keys).Uri);
    }

    [Fact]
    public void Without_a_provider_nothing_is_filled_in()
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(With("issuer: https://token.actions.githubusercontent.com\n    audience: voidkey"));

        Assert.Equal("oidc", snapshot.ClientIdps.Single().Type);
        Assert.Equal(["RS256"], snapshot.Issuers.Single().Algorithms.Select(static algorithm => algorithm.Name));
    }

    [Theory]
    [InlineData("provider: §github-action", ConfigCodes.UnknownName, "did you mean 'github-actions'?")]
    [InlineData("provider: §github", ConfigCodes.UnknownName, "did you mean 'github-actions'?")]
    [InlineData("provider: §''", ConfigCodes.InvalidValue, "must not be empty")]
    [InlineData("provider: §[gitlab]", ConfigCodes.InvalidValue, "single value")]
    public void A_provider_that_nobody_knows_is_refused(string provider, string code, string says)
    {
        var (text, line, column) = Yaml.Marked(With($"{provider}\n    issuer: https://ci.example.test\n    audience: voidkey"));

        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_issuer_of_a_provider_that_nobody_knows_is_not_missed() =>
        Assert.Equal(ConfigCodes.UnknownName, Assert.Single(ConfigFolder.LoadOnce(With("provider: githab\n    audience: voidkey")).Problems).Code);

    [Fact]
    public void Where_every_organisation_has_its_own_issuer_it_must_be_written()
    {
        foreach (var preset in KnownIdps.All.Where(static preset => preset.DefaultIssuer is null))
        {
            var problem = Assert.Single(ConfigFolder.LoadOnce(With($"provider: {preset.Name}\n    audience: voidkey")).Problems);
            Assert.Equal((ConfigCodes.Missing, "clientIdps[0]"), (problem.Code, problem.Path));
            Assert.Contains(preset.Issuers.Example ?? "every organisation", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_preset_loosens_nothing()
    {
        Assert.All(KnownIdps.All, static preset => Assert.All(preset.Algorithms, static algorithm => Assert.NotNull(SignatureAlgorithm.Find(algorithm))));
        Assert.Equal(ConfigCodes.Unsafe, Assert.Single(ConfigFolder.LoadOnce(With("provider: github-actions")).Problems).Code);
        Assert.Equal(ConfigCodes.Unsafe, Assert.Single(ConfigFolder.LoadOnce(With("provider: keycloak\n    issuer: http://sso.example.test/realms/main\n    audience: voidkey")).Problems).Code);
    }

    [Fact]
    public void Presets_agree_with_themselves()
    {
        Assert.Equal(KnownIdps.All.Count, KnownIdps.All.Select(static preset => preset.Name).Distinct().Count());
        Assert.All(KnownIdps.All, static preset =>
        {
            if (preset.DefaultIssuer is { } issuer) Assert.Same(preset, KnownIdps.Recognise(issuer));
            Assert.All(preset.Claims.Where(static claim => claim.Id is not null), claim => Assert.NotNull(preset.Claim(claim.Id!)));
            Assert.All(preset.PullRequests, run => Assert.All(run.Claims.Select(static expected => expected.Claim).Concat(run.Gates), claim => Assert.NotNull(preset.Claim(claim))));
        });
    }

    private static string With(string idp) => Yaml.With(Plain, idp);
}
