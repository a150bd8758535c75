using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A scalar of a section can be set by an environment variable; one that sets nothing stops the server.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    [Fact]
    public void A_variable_sets_what_the_file_leaves_out() => Assert.Equal(7, _folder.Good(Yaml.Good, ("VOIDKEY_LIMITS__MAXKEYS", "7")).Settings.MaxKeys);

    [Fact]
    public void A_variable_wins_over_the_file()
    {
        var snapshot = _folder.Good(Yaml.Good + "limits: {maxKeys: 3}\nlogging: {level: debug}\n", ("VOIDKEY_LIMITS__MAXKEYS", "7"), ("VOIDKEY_LOGGING__LEVEL", "error"));

        Assert.Equal((7, "error"), (snapshot.Settings.MaxKeys, snapshot.Settings.LogLevels.Broker));
    }

    [Theory]
    [InlineData("VOIDKEY_BROKERIDP__CLIENTSECRET", "  clientSecret: canary-config-5f1d0c7e9b\n")]
    [InlineData("VOIDKEY_BROKERIDP__TOKENENDPOINT", "  issuer: https://broker.example.test\n  audience: sts.example.test\n  tokenEndpoint: https://broker.example.test/token\n")]
    public void A_required_member_may_come_from_a_variable(string name, string leftOut) =>
        Assert.Empty(_folder.Load(Yaml.With(leftOut, ""), (name, "https://broker.example.test/token")).Problems);

    [Fact]
    public void A_section_may_come_from_variables_alone()
    {
        var snapshot = _folder.Good(
            Yaml.Good[Yaml.Good.IndexOf("clientIdps", StringComparison.Ordinal)..],
            ("VOIDKEY_BROKERIDP__CLIENTID", "voidkey"),
            ("VOIDKEY_BROKERIDP__CLIENTSECRET", "not-a-real-one"),
            ("VOIDKEY_BROKERIDP__ISSUER", "https://broker.example.test"));

        Assert.Equal("https://broker.example.test", Assert.IsType<ClientCredentials>(snapshot.BrokerIdentity).Issuer);
    }

    [Theory]
    [InlineData("VOIDKEY_LIMITS__MAXKEY")]
    [InlineData("VOIDKEY_LIMITS__")]
    [InlineData("VOIDKEY___MAXKEYS")]
    [InlineData("VOIDKEY_limits__maxKeys")]
    [InlineData("VOIDKEY_SERVER__URLS")]
    [InlineData("VOIDKEY_CLIENTIDPS__0__NAME")]
    [InlineData("VOIDKEY_TELEMETRY__STATSD")]
    public void A_variable_that_sets_nothing_is_refused(string name)
    {
        var problem = Assert.Single(_folder.Load(Yaml.Good, (name, Yaml.Canary)).Problems);

        Assert.Equal((ConfigCodes.UnknownEnvironment, name, "environment"), (problem.Code, problem.Path, problem.Position.ToString()));
        Assert.DoesNotContain(Yaml.Canary, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VOIDKEY_LISTEN")]
    [InlineData("VOIDKEY_TOKEN")]
    [InlineData("VOIDKEYS__X")]
    [InlineData("ASPNETCORE__X")]
    public void Other_variables_are_none_of_ours(string name) => Assert.Empty(_folder.Load(Yaml.Good, (name, "x")).Problems);

    [Theory]
    [InlineData("VOIDKEY_LIMITS__MAXKEYS", "many", ConfigCodes.InvalidValue)]
    [InlineData("VOIDKEY_LIMITS__MAXKEYS", "", ConfigCodes.InvalidValue)]
    [InlineData("VOIDKEY_LIMITS__MAXKEYS", "0", ConfigCodes.OutOfRange)]
    [InlineData("VOIDKEY_LOGGING__LEVEL", "loud", ConfigCodes.InvalidValue)]
    [InlineData("VOIDKEY_LOGGING__LEVEL", "", ConfigCodes.InvalidValue)]
    [InlineData("VOIDKEY_BROKERIDP__TOKENENDPOINT", "http://broker.example.test", ConfigCodes.Unsafe)]
    [InlineData("VOIDKEY_BROKERIDP__ALLOWINSECUREHTTP", "yes", ConfigCodes.InvalidValue)]
    [InlineData("VOIDKEY_BROKERIDP__CLIENTID", "${UNSET}", ConfigCodes.Substitution)]
    public void A_wrong_value_is_told_where_it_came_from(string name, string value, string code)
    {
        var problem = Assert.Single(_folder.Load(Yaml.Good, (name, value)).Problems, static problem => !problem.IsWarning);

        Assert.Equal((code, $"environment {name}"), (problem.Code, problem.Position.ToString()));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_alone_not_with_every_variable() =>
        Assert.Equal(ConfigCodes.Yaml, Assert.Single(_folder.Load("- x\n", ("VOIDKEY_LIMITS__MAXKEYS", "7"))!.Problems).Code);

    public void Dispose() => _folder.Dispose();
}
