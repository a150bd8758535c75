using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What can be wrong with an <c>oauth2-token-exchange</c> provider or key is found when it is loaded, where it stands.</summary>
public sealed class TokenExchangeSettingsTests : IDisposable
{
    private const string Type = "type: oauth2-token-exchange";
    private const string Provider = $"{Type}\ntokenEndpoint: https://login.example.test/token";
    private readonly KeyWorld _world = new();

    public static TheoryData<string, string, string> Wrong => new()
    {
        { ConfigCodes.Unsafe, $"{Type}\ntokenEndpoint: §http://login.example.test/token", "description: x" },
        { ConfigCodes.InvalidValue, $"{Type}\ntokenEndpoint: §login.example.test", "description: x" },
        { ConfigCodes.Claim, $"{Type}\ntokenEndpoint: §https://${{claim:host}}/token", "description: x" },
        { ConfigCodes.UnknownMember, $"{Provider}\n§issuer: https://login.example.test", "description: x" },
        { ConfigCodes.UnknownMember, $"{Provider}\n§duration: 900", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nsubjectTokenType: §jwt", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nrequestedTokenType: §/access_token", "description: x" },
        { ConfigCodes.Unsafe, $"{Provider}\nrequestedTokenType: §urn:ietf:params:oauth:token-type:refresh_token", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nclientId: broker\nclientSecret: x\ntokenEndpointAuthMethod: §private_key_jwt", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nclientId: broker\nclientSecret: §x\ntokenEndpointAuthMethod: none", "description: x" },
        { ConfigCodes.Unreadable, $"{Provider}\nactorTokenFile: §no-such-file", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nactorTokenType: §urn:ietf:params:oauth:token-type:jwt", "description: x" },
        { ConfigCodes.InvalidValue, Provider, "resource: §reports" },
        { ConfigCodes.InvalidValue, Provider, "resource: [https://api.example.test, §/var/lib]" },
        { ConfigCodes.InvalidValue, Provider, "resource: §'https://api.example.test/#part'" },
        { ConfigCodes.InvalidValue, Provider, "scopes: [read, §read write]" },
        { ConfigCodes.InvalidValue, Provider, "scopes: [§'a\"b']" },
        { ConfigCodes.InvalidValue, Provider, "scopes: §read" },
        { ConfigCodes.InvalidValue, Provider, "audience: §[]" },
        { ConfigCodes.Duplicate, Provider, "audience: [a, §a]" },
        { ConfigCodes.Unsafe, Provider, "requestedTokenType: §urn:ietf:params:oauth:token-type:refresh_token" },
        { ConfigCodes.InvalidValue, Provider, "requestedTokenType: §access token" },
        { ConfigCodes.Claim, Provider, "audience: §${claim:repository}" },
        { ConfigCodes.Claim, Provider, "scopes: [read, §'${claim:scope}']" },
        { ConfigCodes.UnknownMember, Provider, "§roleArn: arn:aws:iam::123456789012:role/Deploy" },
        { ConfigCodes.UnknownName, Provider, "outputs: { A: §Scope }" },
        { ConfigCodes.Conflict, $"{Provider}\nmaxDuration: §30m", "description: x" },
        { ConfigCodes.Conflict, Provider, "duration: §900" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Wrong))]
    public void It_is_told(string code, string provider, string key) => Assert.Equal(code, _world.ProblemOf(provider, key).Code);

    [Theory]
    [InlineData(Type, "'tokenEndpoint' is missing")]
    [InlineData($"{Provider}\nclientSecret: x", "'clientId' is missing")]
    [InlineData($"{Provider}\ntokenEndpointAuthMethod: client_secret_post\nclientId: x", "'clientSecret' is missing")]
    public void What_is_missing_is_told_where_the_provider_stands(string provider, string message)
    {
        var problem = Assert.Single(_world.Load(provider, "description: x").Problems);
        Assert.Equal((ConfigCodes.Missing, "accessProviders[0]"), (problem.Code, problem.Path));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData("a b"), InlineData("-----BEGIN PRIVATE KEY-----\nAAAA")]
    public void A_file_with_something_else_than_a_token_is_no_actors(string content)
    {
        _world.Folder.Write("actor", content);
        var problem = _world.ProblemOf($"{Provider}\nactorTokenFile: §actor", "description: x");
        Assert.Equal(ConfigCodes.Unreadable, problem.Code);
        Assert.DoesNotContain("BEGIN", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_secret_names_no_configuration()
    {
        var hashes = new[] { "canary-one", "canary-two" }.Select(secret => _world.Load($"{Provider}\nclientId: x\nclientSecret: {secret}", "description: x").Snapshot!.Hash);
        Assert.Single(hashes.Distinct());
    }
}
