using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>All that is wrong is said at once, each thing once, in the order of the file.</summary>
public sealed class AllAtOnceTests
{
    private const string TwelveFaults =
        """
        brokerIdp:
          issuer: https://broker.example.test
          clientId: voidkey
          clientSecret: canary-config-5f1d0c7e9b
          secret: canary-config-5f1d0c7e9b
        clientIdps:
          - name: ci
            issuer: https://ci.example.test
            algorithms: [none]
          - issuer: 7
            audience: voidkey
            clockSkew: 2m
            jwksUri: https://lab.example.test/jwks
        accessProviders:
          - name: aws-prod
            type: aws-sts
            region: EU
        clientIdentities:
          - subject: repo:*
            idp: c1
            keys:
              AWS_DEPLOY:
                provider: aws-prd
        limits:
          maxKeys: 1000
        audit:
          sinks: []

        """;

    [Fact]
    public void A_file_with_twelve_faults_is_told_twelve()
    {
        var loaded = ConfigFolder.LoadOnce(TwelveFaults);

        Assert.Null(loaded.Snapshot);
        Assert.Equal(
            [
                (5, ConfigCodes.UnknownMember),
                (7, ConfigCodes.Unsafe),
                (9, ConfigCodes.Unsafe),
                (10, ConfigCodes.Missing),
                (10, ConfigCodes.InvalidValue),
                (12, ConfigCodes.OutOfRange),
                (17, ConfigCodes.InvalidValue),
                (19, ConfigCodes.Unsafe),
                (20, ConfigCodes.UnknownName),
                (23, ConfigCodes.UnknownName),
                (25, ConfigCodes.OutOfRange),
                (27, ConfigCodes.Unsafe),
            ],
            loaded.Problems.Select(static problem => (problem.Position.Line, problem.Code)));
    }

    [Fact]
    public void An_empty_list_is_told_beside_other_faults()
    {
        var loaded = ConfigFolder.LoadOnce("clientIdps: []\nclientIdentities: []\ndefalt: ci\n");

        Assert.Equal([ConfigCodes.Missing, ConfigCodes.Missing, ConfigCodes.UnknownMember], loaded.Problems.Select(static problem => problem.Code));
    }

    [Fact]
    public void A_list_of_the_wrong_type_is_not_told_to_be_missing_as_well()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.Good[..Yaml.Good.IndexOf("clientIdentities", StringComparison.Ordinal)] + "clientIdentities: nobody\n");

        Assert.Equal(ConfigCodes.InvalidValue, Assert.Single(loaded.Problems).Code);
    }

    [Fact]
    public void Two_entries_without_a_name_are_not_told_to_share_it()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.Good
            .Replace("- name: ci\n    issuer: https://ci.example.test", "- audience: voidkey\n    jwksUri: https://a.example.test/\n  - name: ci\n    issuer: https://ci.example.test", StringComparison.Ordinal)
            .Replace("clientIdentities:\n", "clientIdentities:\n  - {}\n  - {}\n", StringComparison.Ordinal));

        Assert.All(loaded.Problems, static problem => Assert.Equal(ConfigCodes.Missing, problem.Code));
        Assert.Equal(8, loaded.Problems.Count);
    }

    [Fact]
    public void Errors_come_before_warnings()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("audience: voidkey", "validateAudience: false").Replace("default: ci", "default: x1y2z3", StringComparison.Ordinal));

        Assert.Equal([false, true], loaded.Problems.Select(static problem => problem.IsWarning));
    }

    [Fact]
    public void A_problem_reads_as_file_line_column_code_path_and_sentence()
    {
        using var folder = new ConfigFolder();
        var problem = Assert.Single(folder.Load(Yaml.With("provider: aws-prod", "provider: aws-prd")).Problems);

        Assert.Equal(
            $"{folder.Path}/config.yaml:25:19: VK1003 clientIdentities[0].keys.AWS_DEPLOY.provider: no access provider named 'aws-prd'; did you mean 'aws-prod'?",
            problem.ToString());
    }

    [Fact]
    public void What_is_wrong_of_a_provider_is_told_once_however_many_keys_it_has()
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("defaultDuration: 1800", "defaultDuration: §3h")
            .Replace("default: ci", "  - {subject: b, idp: ci, keys: {A: {provider: aws-prod, roleArn: 'arn:aws:iam::123456789012:role/A'}}}\n", StringComparison.Ordinal));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((ConfigCodes.Conflict, "accessProviders[0].defaultDuration", line, column), (problem.Code, problem.Path, problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void An_identity_with_an_empty_list_of_keys_mints_nothing()
    {
        using var folder = new ConfigFolder();

        Assert.Empty(folder.Good(Yaml.Good[..Yaml.Good.IndexOf("keys:", StringComparison.Ordinal)] + "keys: {}").Identities.Single().Keys);
    }
}
