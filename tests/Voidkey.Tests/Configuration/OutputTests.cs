using Voidkey.Access;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What <c>outputs</c> may say and what comes out of it.</summary>
public sealed class OutputTests
{
    private static readonly MintedCredential Credential = new(
        new Dictionary<string, Secret>
        {
            ["AccessKeyId"] = new("AKIA"),
            ["SecretAccessKey"] = new("${A}"),
            ["SessionToken"] = new("st"),
            ["Expiration"] = new("2030-01-01T00:00:00Z"),
            ["Region"] = new("eu-central-1"),
        },
        DateTimeOffset.UnixEpoch,
        "AKIA");

    [Theory]
    [InlineData("V: AccessKeyId", "AKIA")]
    [InlineData("V: 'AccessKeyId'", "AKIA")]
    [InlineData("V: Region", "eu-central-1")]
    [InlineData("V: ${field:AccessKeyId}", "AKIA")]
    [InlineData("V: '${field:AccessKeyId}:${field:SessionToken}'", "AKIA:st")]
    [InlineData("V: https://${field:Region}.example.test/", "https://eu-central-1.example.test/")]
    [InlineData("V: {value: AccessKeyId}", "AccessKeyId")]
    [InlineData("V: {value: 'true'}", "true")]
    [InlineData("V: {value: '${A}'}", "from-environment")]
    [InlineData("V: '${A} ${field:AccessKeyId}'", "from-environment AKIA")]
    [InlineData("V: '$${field:AccessKeyId} ${field:AccessKeyId}'", "${field:AccessKeyId} AKIA")]
    [InlineData("V: '${field:SecretAccessKey}'", "${A}")]
    [InlineData("V: {value: '$${A}'}", "${A}")]
    public void Comes_out(string written, string value) =>
        Assert.Equal(value, Load(written).Snapshot!.Identities[0].Keys[0].Outputs.Apply(Credential)!["V"]);

    [Theory]
    [InlineData("V: §AccesKeyId", ConfigCodes.UnknownName, "did you mean 'AccessKeyId'?")]
    [InlineData("V: §Endpoint", ConfigCodes.UnknownName, "AccessKeyId, SecretAccessKey, SessionToken, Expiration, Region")]
    [InlineData("V: §accesskeyid", ConfigCodes.UnknownName, "did you mean 'AccessKeyId'?")]
    [InlineData("V: §'${field:Nope}'", ConfigCodes.UnknownName, "'Nope'")]
    [InlineData("V:§", ConfigCodes.InvalidValue, "{value: literal}")]
    [InlineData("V: §[AccessKeyId]", ConfigCodes.InvalidValue, "{value: literal}")]
    [InlineData("V: §{}", ConfigCodes.Missing, "'value' is missing")]
    [InlineData("V: {value: §5}", ConfigCodes.InvalidValue, "put it in quotes")]
    [InlineData("V: {value: §''}", ConfigCodes.InvalidValue, "must not be empty")]
    [InlineData("V: {value: x, §vlaue: y}", ConfigCodes.UnknownMember, "did you mean 'value'?")]
    [InlineData("V: {value: §'${field:AccessKeyId}'}", ConfigCodes.Substitution, "'outputs' only")]
    [InlineData("§1V: AccessKeyId", ConfigCodes.InvalidValue, "does not begin with a digit")]
    [InlineData("§V-V: AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    [InlineData("§'V V': AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    [InlineData("§'V;touch x': AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    [InlineData("§'': AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    [InlineData("§\"V\\n\": AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    [InlineData("§Ü: AccessKeyId", ConfigCodes.InvalidValue, "letters, digits and '_'")]
    public void Is_refused(string written, string code, string says)
    {
        var (text, line, column) = Yaml.Marked(Text(written));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("LD_PRELOAD")]
    [InlineData("BASH_ENV")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("PYTHONSTARTUP")]
    [InlineData("VOIDKEY_TOKEN")]
    public void A_variable_that_changes_how_programs_run_is_warned_of(string name)
    {
        var loaded = Load($"{name}: AccessKeyId");

        Assert.NotNull(loaded.Snapshot);
        Assert.Equal((ConfigCodes.RiskyVariable, true), (loaded.Problems.Single().Code, loaded.Problems.Single().IsWarning));
    }

    [Fact]
    public void Left_out_they_are_what_the_tools_of_the_cloud_read()
    {
        using var folder = new ConfigFolder();
        var at = Yaml.Good.IndexOf("        outputs:", StringComparison.Ordinal);

        Assert.Equal(
            ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"],
            folder.Good(Yaml.Good[..at]).Identities[0].Keys[0].Outputs.Names);
    }

    [Fact]
    public void Empty_they_are_refused() => Assert.Contains("hands out nothing", Assert.Single(Load("{}").Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_from_the_environment_that_was_meant_as_a_literal_is_not_told()
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(Text("V: ${SECRET}"), ("SECRET", Yaml.Canary)).Problems);

        Assert.Equal(ConfigCodes.UnknownName, problem.Code);
        Assert.DoesNotContain(Yaml.Canary, problem.ToString(), StringComparison.Ordinal);
    }

    private static LoadedConfig Load(string written) => ConfigFolder.LoadOnce(Text(written), ("A", "from-environment"));

    private static string Text(string written) => Yaml.Good[..Yaml.Good.IndexOf("          AWS_ACCESS_KEY_ID", StringComparison.Ordinal)] + $"          {written}\n";
}
