using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What can be wrong with a <c>gcp</c> provider or key is found when it is loaded, where it stands.</summary>
public sealed class GcpSettingsTests : IDisposable
{
    private const string Pool = GoogleCloud.Pool;
    private const string Provider = GoogleCloud.Provider;
    private const string Account = $"serviceAccount: {GoogleCloud.Deployer}";

    private readonly KeyWorld _world = new();

    public static TheoryData<string, string, string> Wrong => new()
    {
        { ConfigCodes.InvalidValue, "type: gcp\nworkloadIdentityProvider: §''", "description: x" },
        { ConfigCodes.InvalidValue, "type: gcp\nworkloadIdentityProvider: §voidkey", "description: x" },
        { ConfigCodes.InvalidValue, $"type: gcp\nworkloadIdentityProvider: §{Pool}/", "description: x" },
        { ConfigCodes.InvalidValue, $"type: gcp\nworkloadIdentityProvider: §/{Pool}", "description: x" },
        { ConfigCodes.InvalidValue, $"type: gcp\nworkloadIdentityProvider: §http://iam.googleapis.com/{Pool}", "description: x" },
        { ConfigCodes.InvalidValue, $"type: gcp\nworkloadIdentityProvider: §{Pool.Replace("123456789012", "example-project", StringComparison.Ordinal)}", "description: x" },
        { ConfigCodes.InvalidValue, $"type: gcp\nworkloadIdentityProvider: §{Pool.Replace("global", "europe-west1", StringComparison.Ordinal)}", "description: x" },
        { ConfigCodes.Conflict, $"type: gcp\nworkloadIdentityProvider: §//iam.universe.example/{Pool}", "description: x" },
        { ConfigCodes.Conflict, $"type: gcp\nuniverseDomain: universe.example\nworkloadIdentityProvider: §https://iam.googleapis.com/{Pool}", "description: x" },
        { ConfigCodes.Claim, $"type: gcp\nworkloadIdentityProvider: §${{claim:pool}}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nuniverseDomain: §https://googleapis.com", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nuniverseDomain: §googleapis", "description: x" },
        { ConfigCodes.Unsafe, $"{Provider}\nstsEndpoint: §http://sts.example.test", "description: x" },
        { ConfigCodes.Unsafe, $"{Provider}\niamEndpoint: §http://iam.example.test", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nstsEndpoint: §https://sts.example.test/v1/token", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\niamEndpoint: §https://iam.example.test/v1/", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\niamEndpoint: §https://iam.example.test/?key=x", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nserviceAccount: §deploy", "idToken: { audience: x }" },
        { ConfigCodes.InvalidValue, Provider, "serviceAccount: §somebody@example.com" },
        { ConfigCodes.InvalidValue, Provider, "serviceAccount: §deploy@example-project.iam.gserviceaccount.com/x" },
        { ConfigCodes.InvalidValue, Provider, "serviceAccount: §projects/-/serviceAccounts/deploy@example-project.iam.gserviceaccount.com" },
        { ConfigCodes.InvalidValue, $"{Provider}\n{Account}", "serviceAccount: §''" },
        { ConfigCodes.Claim, Provider, "serviceAccount: §'${claim:team}@example-project.iam.gserviceaccount.com'" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nscopes: [§cloud-platform]" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nscopes: [§'https://www.googleapis.com/auth/a https://www.googleapis.com/auth/b']" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nscopes: §[]" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nscopes: §https://www.googleapis.com/auth/iam" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\ndelegates: [§hop]" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\ndelegates: ['§projects/example-project/serviceAccounts/hop@example-project.iam.gserviceaccount.com']".Replace("'§", "§'", StringComparison.Ordinal) },
        { ConfigCodes.Missing, Provider, $"{Account}\nidToken: §{{ includeEmail: true }}" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nidToken: §https://service.example.test" },
        { ConfigCodes.InvalidValue, Provider, $"{Account}\nidToken: {{ audience: x, includeEmail: §'true' }}" },
        { ConfigCodes.UnknownMember, Provider, $"{Account}\nidToken: {{ audience: x, §email: true }}" },
        { ConfigCodes.Claim, Provider, $"{Account}\nidToken: {{ audience: §'${{claim:aud}}' }}" },
        { ConfigCodes.Conflict, Provider, "idToken: §{ audience: x }" },
        { ConfigCodes.Conflict, Provider, $"delegates: §[{GoogleCloud.Deployer}]" },
        { ConfigCodes.Conflict, Provider, "lifetimeExtension: §true" },
        { ConfigCodes.Conflict, Provider, "accessBoundary: §{ accessBoundaryRules: [{ availableResource: //a, availablePermissions: ['inRole:b'] }] }" },
        { ConfigCodes.Conflict, Provider, $"{Account}\nidToken: {{ audience: x }}\nscopes: §[openid]" },
        { ConfigCodes.Conflict, Provider, $"{Account}\nidToken: {{ audience: x }}\nlifetimeExtension: §true" },
        { ConfigCodes.Conflict, Provider, $"{Account}\nidToken: {{ audience: x }}\naccessBoundary: §{{ accessBoundaryRules: [{{ availableResource: //a, availablePermissions: ['inRole:b'] }}] }}" },
        { ConfigCodes.OutOfRange, Provider, $"{Account}\nduration: §2h" },
        { ConfigCodes.OutOfRange, Provider, $"{Account}\nlifetimeExtension: true\nmaxDuration: §13h" },
        { ConfigCodes.Conflict, Provider, $"{Account}\nidToken: {{ audience: x }}\nduration: §30m" },
        { ConfigCodes.Conflict, Provider, "duration: §30m" },
        { ConfigCodes.Conflict, $"{Provider}\nmaxDuration: §30m", "description: x" },
        { ConfigCodes.UnknownMember, Provider, "§audience: x" },
        { ConfigCodes.UnknownMember, $"{Provider}\n§region: eu-central-1", "description: x" },
        { ConfigCodes.UnknownName, Provider, "outputs: { A: §ServiceAccount }" },
        { ConfigCodes.UnknownName, Provider, "serviceAccount: 123456789012-compute@developer.gserviceaccount.com\noutputs: { A: §ProjectId }" },
        { ConfigCodes.UnknownName, Provider, $"{Account}\nidToken: {{ audience: x }}\noutputs: {{ A: §AccessToken }}" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Wrong))]
    public void It_is_told(string code, string provider, string key) => Assert.Equal(code, _world.ProblemOf(provider, key).Code);

    [Fact]
    public void What_is_missing_is_told_where_the_provider_stands()
    {
        var problem = Assert.Single(_world.Load("type: gcp", "description: x").Problems);
        Assert.Equal((ConfigCodes.Missing, "accessProviders[0]"), (problem.Code, problem.Path));
    }

    [Theory]
    [InlineData("123456789012-compute@developer.gserviceaccount.com", null), InlineData("example-project@appspot.gserviceaccount.com", null), InlineData("a.b_c@example-project.universe.iam.gserviceaccount.com", null)]
    [InlineData("deploy@example.com.example-project.iam.gserviceaccount.com", null), InlineData("service-1@gcp-sa-pubsub.iam.gserviceaccount.com", null), InlineData(GoogleCloud.Deployer, "example-project")]
    public void The_projects_id_is_a_field_where_the_address_has_it(string account, string? project)
    {
        _world.With(Provider, $"serviceAccount: {account}");
        Assert.Equal(project is not null, _world.Bound.Fields.Contains("ProjectId"));
    }
}
