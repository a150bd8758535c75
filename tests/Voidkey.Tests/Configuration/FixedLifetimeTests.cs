using Voidkey.Access;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Some clouds alone decide how long a credential lives: a cap that nobody keeps is refused.</summary>
public sealed class FixedLifetimeTests
{
    [Theory]
    [InlineData("", "duration: 900", "clientIdentities[0].keys.AWS_DEPLOY.duration")]
    [InlineData("", "maxDuration: 900", "clientIdentities[0].keys.AWS_DEPLOY.maxDuration")]
    [InlineData("defaultDuration: 900", "", "accessProviders[0].defaultDuration")]
    [InlineData("maxDuration: 900", "", "accessProviders[0].maxDuration")]
    public void A_lifetime_that_the_cloud_does_not_hear_cannot_be_configured(string ofProvider, string ofKey, string path)
    {
        Assert.Equal(3600, Load("", "").Snapshot!.Identities[0].Keys[0].Cap.TotalSeconds);

        var problem = Assert.Single(Load(ofProvider, ofKey).Problems);
        Assert.Equal((ConfigCodes.Conflict, path), (problem.Code, problem.Path));
    }

    private static LoadedConfig Load(string ofProvider, string ofKey)
    {
        using var folder = new ConfigFolder();
        var file = Path.Combine(folder.Path, "config.yaml");
        File.WriteAllText(file, Yaml.Good
            .Replace("type: aws-sts\n    region: eu-central-1\n    defaultDuration: 1800\n    maxDuration: 2h", $"type: fixed\n    {ofProvider}", StringComparison.Ordinal)
            .Replace("roleArn: arn:aws:iam::123456789012:role/Deploy\n        duration: 900\n        outputs:\n          AWS_ACCESS_KEY_ID: AccessKeyId\n          AWS_SECRET_ACCESS_KEY: SecretAccessKey", ofKey, StringComparison.Ordinal));
        return ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), [new Fixed()]);
    }

    private sealed class Fixed : IAccessProvider, IBoundKey
    {
        public string Type => "fixed";

        public IReadOnlyList<string> Fields { get; } = ["Token"];

        public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("TOKEN", "Token")];

        public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        public bool HonoursLifetime => false;

        public string Destination => "cloud.example.test";

        public BindKey Bind(ConfigSection provider) => _ => this;

        public ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct) => throw new NotSupportedException();
    }
}
