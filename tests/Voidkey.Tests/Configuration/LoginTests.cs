using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>How people get tokens of a client IdP: what loads, and what does not.</summary>
public sealed class LoginTests
{
    private const string Audience = "audience: voidkey";

    public static TheoryData<string, string, string> Refused => new()
    {
        { "{clientId: other}", ConfigCodes.Conflict, "are for itself" },
        { "{clientId: voidkey}\n    replay: once", ConfigCodes.Conflict, "until it expires" },
    };

    public static TheoryData<string, string, string> RefusedMembers => new()
    {
        { "§{}", ConfigCodes.Missing, "'clientId' is missing" },
        { "§null", ConfigCodes.InvalidValue, "no value" },
        { "§voidkey", ConfigCodes.InvalidValue, "a mapping" },
        { "{clientId: §''}", ConfigCodes.InvalidValue, "must not be empty" },
        { "{clientId: §vöidkey}", ConfigCodes.InvalidValue, "printable ASCII" },
        { "{clientId: voidkey, scopes: §[profile]}", ConfigCodes.Missing, "'openid' must be among them" },
        { "{clientId: voidkey, scopes: [openid, §'a b']}", ConfigCodes.InvalidValue, "not a scope" },
        { "{clientId: voidkey, scopes: §openid}", ConfigCodes.InvalidValue, "must be a list" },
        { "{clientId: voidkey, flows: [§implicit]}", ConfigCodes.InvalidValue, "authorization_code, device_code" },
        { "{clientId: voidkey, flows: [§device-code]}", ConfigCodes.InvalidValue, "did you mean 'device_code'?" },
        { "{clientId: voidkey, flows: §[]}", ConfigCodes.InvalidValue, "not empty" },
        { "{clientId: voidkey, prompt: §none}", ConfigCodes.InvalidValue, "consent, login, select_account" },
        { "{clientId: voidkey, subjectToken: §refresh_token}", ConfigCodes.InvalidValue, "id_token, access_token" },
        { "{clientId: voidkey, §clientSecret: canary-config-5f1d0c7e9b}", ConfigCodes.UnknownMember, "no such member" },
    };

    [Theory, MemberData(nameof(RefusedMembers))]
    public void A_member_of_it_is_refused_when(string login, string code, string message) => AssertRefused(Yaml.With(Audience, $"{Audience}\n    login: {login}"), code, message);

    [Theory, MemberData(nameof(Refused))]
    public void It_is_refused_where_its_tokens_would_be(string login, string code, string message) => AssertRefused(Yaml.With(Audience, $"{Audience}\n    login: §{login}"), code, message);

    [Fact]
    public void Its_issuer_is_a_url_that_people_are_sent_to()
    {
        const string Named = "issuer: ci-appliance";

        Assert.Empty(ConfigFolder.LoadOnce(Yaml.With("issuer: https://ci.example.test", Named)).Problems);
        AssertRefused(Yaml.Good.Replace(Audience, $"{Audience}\n    login: {{clientId: voidkey}}").Replace("issuer: https://ci.example.test", "issuer: §ci-appliance"), ConfigCodes.InvalidValue, "URL");
    }

    [Fact]
    public void What_is_not_said_has_these_defaults()
    {
        var login = Read("{clientId: voidkey}");

        Assert.Equal(("voidkey", "id_token", null), (login.ClientId, login.SubjectTokenKind, login.Prompt));
        Assert.Equal(["openid", "offline_access"], login.Scopes);
        Assert.Equal(["authorization_code", "device_code"], login.Flows);
        Assert.Null(ConfigFolder.LoadOnce(Yaml.Good).Snapshot!.ClientIdps[0].Login);
    }

    [Fact]
    public void An_access_token_may_be_for_somebody_else_than_the_client()
    {
        var login = Read("{clientId: other, scopes: [openid, 'api://voidkey/mint'], flows: [device_code], subjectToken: access_token}");

        Assert.Equal(("other", "access_token", "device_code"), (login.ClientId, login.SubjectTokenKind, login.Flows.Single()));
        Assert.Equal(["openid", "api://voidkey/mint"], login.Scopes);
    }

    private static IdpLogin Read(string login) => ConfigFolder.LoadOnce(Yaml.With(Audience, $"{Audience}\n    login: {login}")).Snapshot!.ClientIdps[0].Login!;

    private static void AssertRefused(string marked, string code, string message)
    {
        var (text, line, column) = Yaml.Marked(marked);
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems, static problem => !problem.IsWarning);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Yaml.Canary, problem.ToString(), StringComparison.Ordinal);
    }
}
