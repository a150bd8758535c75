using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What the first Voidkey let a configuration do, by the numbers of the list in docs/security-model.md, and what becomes of it here.</summary>
public sealed class WeaknessTests
{
    [Fact]
    public void Weakness_04_a_typing_error_stops_the_load_instead_of_skipping_the_file()
    {
        var problem = Only(Yaml.With("algorithms: [RS256, ES256]", "§algoritms: [ES256]"), ConfigCodes.UnknownMember);

        Assert.Equal("clientIdps[0].algoritms", problem.Path);
        Assert.Contains("did you mean 'algorithms'?", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weakness_04_an_empty_folder_is_no_configuration()
    {
        using var folder = new ConfigFolder();
        var loaded = folder.LoadPath(folder.Path);

        Assert.Null(loaded.Snapshot);
        Assert.Equal(ConfigCodes.Unreadable, Assert.Single(loaded.Problems).Code);
    }

    [Fact]
    public void Weakness_04_without_a_default_there_is_none()
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(Yaml.With("default: ci\n", ""));

        Assert.All(snapshot.ClientIdps, static idp => Assert.False(idp.IsDefault));
    }

    [Fact]
    public void Weakness_05_there_is_no_provider_that_accepts_any_token()
    {
        var problem = Only(Yaml.With("default: ci", "default: §hello-world"), ConfigCodes.Unsafe);

        Assert.Equal("default", problem.Path);
        Assert.Contains("name one of clientIdps", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weakness_05_naming_an_idp_hello_world_gives_it_no_powers()
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(Yaml.Good.Replace(": ci\n", ": hello-world\n", StringComparison.Ordinal));

        Assert.Equal(["voidkey"], snapshot.Issuers.Single().Audiences);
    }

    [Fact]
    public void Weakness_11_an_audience_is_needed_where_it_is_not_waived()
    {
        var problem = Only(Yaml.With("- name: ci", "- §name: ci").Replace("    audience: voidkey\n", "", StringComparison.Ordinal), ConfigCodes.Unsafe, column: -2);

        Assert.Equal("clientIdps[0]", problem.Path);
        Assert.Contains("validateAudience: false", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weakness_11_waiving_the_audience_is_told_at_every_load()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("audience: voidkey", "validateAudience: false"));

        Assert.NotNull(loaded.Snapshot);
        Assert.Equal(ConfigCodes.Waived, Assert.Single(loaded.Problems).Code);
    }

    [Fact]
    public void Weakness_12_one_subject_at_two_idps_is_two_identities()
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(TwoIdps("other"));

        Assert.Equal([("ci", "same"), ("other", "same")], snapshot.Identities.Select(static identity => (identity.Idp, identity.Subject)));
    }

    [Fact]
    public void Weakness_12_one_subject_twice_at_one_idp_is_refused()
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(TwoIdps("ci")).Problems);

        Assert.Equal((ConfigCodes.Duplicate, "clientIdentities[1].subject"), (problem.Code, problem.Path));
    }

    [Fact]
    public void Weakness_14_no_configuration_can_allow_a_token_without_a_signature()
    {
        foreach (var algorithm in new[] { "none", "None", "HS256", "HS512", "hs256" })
            Assert.Contains(ConfigFolder.LoadOnce(Yaml.With("[RS256, ES256]", $"[RS256, {algorithm}]")).Problems, static problem => problem.Code == ConfigCodes.Unsafe);
    }

    [Fact]
    public void Weakness_28_a_minio_key_needs_no_role_and_may_have_a_policy()
    {
        using var folder = new ConfigFolder();
        folder.Good(Yaml.Good
            .Replace("type: aws-sts", "type: minio-sts\n    endpoint: https://minio.example.test", StringComparison.Ordinal)
            .Replace("roleArn: arn:aws:iam::123456789012:role/Deploy", "policy: {Version: 2012-10-17, Statement: []}", StringComparison.Ordinal));
    }

    private static ConfigProblem Only(string marked, string code, int column = 0)
    {
        var (text, line, at) = Yaml.Marked(marked);
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((code, line), (problem.Code, problem.Position.Line));
        if (column == 0) Assert.Equal(at, problem.Position.Column);
        return problem;
    }

    private static string TwoIdps(string second) =>
        """
        clientIdps:
          - {name: ci, issuer: https://ci.example.test, audience: voidkey}
          - {name: other, issuer: https://other.example.test, audience: voidkey}
        accessProviders:
          - {name: aws, type: aws, region: eu-central-1}
        brokerIdp: {clientId: voidkey, clientSecret: not-a-real-one, issuer: https://broker.example.test}
        clientIdentities:
          - {subject: same, idp: ci, keys: {A: {provider: aws, roleArn: "arn:aws:iam::123456789012:role/A"}}}
          - {subject: same, idp: SECOND, keys: {B: {provider: aws, roleArn: "arn:aws:iam::123456789012:role/B"}}}

        """.Replace("SECOND", second, StringComparison.Ordinal);
}
