using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What can be wrong with an <c>azure</c> provider or key is found when it is loaded, where it stands.</summary>
public sealed class AzureSettingsTests : IDisposable
{
    private const string Provider = EntraTenant.Provider;
    private const string Key = $"scopes: [{EntraTenant.Management}]";
    private const string Tenant = $"type: azure\nclientId: {EntraTenant.Client}\ntenantId: ";

    private readonly KeyWorld _world = new();

    public static TheoryData<string, string, string> Wrong => new()
    {
        { ConfigCodes.InvalidValue, $"{Tenant}§common", Key },
        { ConfigCodes.InvalidValue, $"{Tenant}§Organizations", Key },
        { ConfigCodes.InvalidValue, $"{Tenant}§example", Key },
        { ConfigCodes.InvalidValue, $"{Tenant}§https://login.microsoftonline.com/{EntraTenant.Id}", Key },
        { ConfigCodes.InvalidValue, $"{Tenant}§{EntraTenant.Id}/../other", Key },
        { ConfigCodes.InvalidValue, $"{Tenant}§''", Key },
        { ConfigCodes.Claim, $"{Tenant}§${{claim:tid}}", Key },
        { ConfigCodes.InvalidValue, $"type: azure\ntenantId: {EntraTenant.Id}\nclientId: §voidkey", Key },
        { ConfigCodes.InvalidValue, $"type: azure\ntenantId: {EntraTenant.Id}\nclientId: §'{{{EntraTenant.Client}}}'", Key },
        { ConfigCodes.InvalidValue, $"type: azure\ntenantId: {EntraTenant.Id}\nclientId: §+aaaaaaa-0xbb-cccc-dddd-eeeeeeeeeeee", Key },
        { ConfigCodes.InvalidValue, $"{Provider}\ncloud: §AzureUSGovernment", Key },
        { ConfigCodes.Unsafe, $"{Provider}\nauthorityHost: §http://login.example.test", Key },
        { ConfigCodes.InvalidValue, $"{Provider}\nauthorityHost: §login.microsoftonline.us", Key },
        { ConfigCodes.InvalidValue, $"{Provider}\nauthorityHost: §{EntraTenant.Url}", Key },
        { ConfigCodes.InvalidValue, $"{Provider}\nauthorityHost: §https://login.example.test/?tenant=x", Key },
        { ConfigCodes.Conflict, $"{Provider}\ncloud: usgov\nauthorityHost: §https://login.microsoftonline.us", Key },
        { ConfigCodes.UnknownMember, $"{Provider}\n§clientSecret: x", Key },
        { ConfigCodes.Missing, Provider, "§description: x" },
        { ConfigCodes.InvalidValue, Provider, $"scopes: §{EntraTenant.Management}" },
        { ConfigCodes.InvalidValue, Provider, "scopes: §[]" },
        { ConfigCodes.InvalidValue, Provider, "scopes: [§https://management.azure.com]" },
        { ConfigCodes.InvalidValue, Provider, "scopes: [§https://graph.microsoft.com/User.Read.All]" },
        { ConfigCodes.InvalidValue, Provider, $"scopes: [§'{EntraTenant.Management} {EntraTenant.Graph}']" },
        { ConfigCodes.InvalidValue, Provider, "scopes: [§/.default]" },
        { ConfigCodes.Duplicate, Provider, $"scopes: [{EntraTenant.Management}, §{EntraTenant.Management}]" },
        { ConfigCodes.Claim, Provider, "scopes: [§'api://${claim:app}/.default']" },
        { ConfigCodes.OutOfRange, Provider, $"scopes: §[{string.Join(", ", Enumerable.Range(0, 11).Select(static i => $"api://{i}/.default"))}]" },
        { ConfigCodes.InvalidValue, Provider, $"{Key}\ntenantId: §consumers" },
        { ConfigCodes.InvalidValue, Provider, $"{Key}\nclientId: §x" },
        { ConfigCodes.Conflict, Provider, $"{Key}\nduration: §1h" },
        { ConfigCodes.Conflict, Provider, $"{Key}\nmaxDuration: §1h" },
        { ConfigCodes.Conflict, $"{Provider}\ndefaultDuration: §1h", Key },
        { ConfigCodes.Conflict, $"{Provider}\nmaxDuration: §1h", Key },
        { ConfigCodes.UnknownMember, Provider, $"{Key}\n§resource: https://management.azure.com" },
        { ConfigCodes.UnknownName, Provider, $"{Key}\noutputs: {{ A: §AccessToken2 }}" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Wrong))]
    public void It_is_told(string code, string provider, string key)
    {
        // Where a member is missing, its section is named, which begins with 'provider'.
        if (code == ConfigCodes.Missing) Assert.Equal((code, "clientIdentities[0].keys.THE_KEY"), Only(provider, key.Replace("§", "", StringComparison.Ordinal)));
        else Assert.Equal(code, _world.ProblemOf(provider, key).Code);
    }

    [Theory]
    [InlineData($"type: azure\nclientId: {EntraTenant.Client}"), InlineData($"type: azure\ntenantId: {EntraTenant.Id}")]
    public void An_application_is_named_by_the_provider_or_the_key(string provider) => Assert.Equal((ConfigCodes.Missing, "clientIdentities[0].keys.THE_KEY"), Only(provider, Key));

    [Theory]
    [InlineData("api://00000000-1111-2222-3333-444444444444/.default"), InlineData("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"), InlineData("https://management.core.windows.net//.default")]
    public void A_resource_may_have_any_name(string scope) => _world.With(Provider, $"scopes: [{scope}]");

    private (string, string) Only(string provider, string key)
    {
        var problem = Assert.Single(_world.Load(provider, key).Problems);
        return (problem.Code, problem.Path);
    }
}
