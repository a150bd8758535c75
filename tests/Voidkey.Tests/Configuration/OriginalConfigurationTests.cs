using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A file made of every member that the first Voidkey documented means the same here.</summary>
public sealed class OriginalConfigurationTests : IDisposable
{
    private const string Original =
        """
        brokerIdp:
          name: broker
          issuer: https://broker.example.test
          audience: [sts.example.test]
          jwksUri: https://broker.example.test/jwks
          algorithms: [RS256]
          clientId: voidkey
          clientSecret: not-a-real-one
          tokenEndpoint: https://broker.example.test/token
        clientIdps:
          - name: ci
            issuer: https://ci.example.test
            jwksUri: https://ci.example.test/jwks
            audience: [voidkey, voidkey-next]
            algorithms: [RS256, ES256]
          - name: lab
            issuer: lab
            jwksUri: http://127.0.0.1:8080/jwks
            validateAudience: false
        accessProviders:
          - name: minio
            type: minio-sts
            endpoint: http://localhost:9000
            region: us-east-1
            roleArn: arn:minio:iam:::role/dummy-internal
            defaultDuration: 1800
            brokerAuth:
              tokenSource: broker
              expectedIssuer: https://broker.example.test
              expectedAudience: sts.example.test
              jwksUri: https://broker.example.test/jwks
          - name: aws
            type: aws-sts
            endpoint: https://sts.eu-central-1.amazonaws.com
        clientIdentities:
          - subject: repo:example-org/app:ref:refs/heads/main
            idp: ci
            keys:
              MINIO:
                provider: minio
                role: client-policy
                policy: '{"Version":"2012-10-17","Statement":[]}'
                duration: 900
                outputs:
                  MINIO_ACCESS_KEY_ID: AccessKeyId
                  MINIO_SECRET_ACCESS_KEY: SecretAccessKey
                  MINIO_SESSION_TOKEN: SessionToken
                  MINIO_EXPIRATION: Expiration
                  MINIO_ENDPOINT: Endpoint
              AWS:
                provider: aws
                roleArn: arn:aws:iam::123456789012:role/AppRole
                roleSessionName: app
                outputs:
                  AWS_ACCESS_KEY_ID: AccessKeyId
        default: ci

        """;

    private readonly ConfigFolder _folder = new();

    [Fact]
    public void Every_member_of_the_original_loads_with_exactly_the_warnings_that_are_due()
    {
        var loaded = _folder.Load(Original);

        Assert.NotNull(loaded.Snapshot);
        Assert.Equal(
            [
                (ConfigCodes.Ignored, "brokerIdp.jwksUri", 5),
                (ConfigCodes.Ignored, "brokerIdp.algorithms", 6),
                (ConfigCodes.Waived, "clientIdps[1].validateAudience", 19),
                (ConfigCodes.SharedAudience, "accessProviders[0]", 21),
                (ConfigCodes.Ignored, "accessProviders[0].brokerAuth.jwksUri", 31),
                (ConfigCodes.SharedAudience, "accessProviders[1]", 32),
                (ConfigCodes.Ignored, "clientIdentities[0].keys.MINIO.role", 41),
            ],
            loaded.Problems.Select(static problem => (problem.Code, problem.Path.Replace(".audience", "", StringComparison.Ordinal), problem.Position.Line)));
        Assert.All(loaded.Problems, static problem => Assert.True(problem.IsWarning));
    }

    [Fact]
    public void What_it_says_is_what_is_meant()
    {
        var snapshot = _folder.Good(Original);

        Assert.Equal([("ci", "https://ci.example.test", true), ("lab", "lab", false)], snapshot.ClientIdps.Select(idp => (idp.Name, idp.Issuer, idp.IsDefault)));
        Assert.Equal(["voidkey", "voidkey-next"], snapshot.Issuers[0].Audiences);
        Assert.Equal(["RS256", "ES256"], snapshot.Issuers[0].Algorithms.Select(static algorithm => algorithm.Name));
        Assert.Null(snapshot.Issuers[1].Audiences);
        Assert.Equal(["RS256"], snapshot.Issuers[1].Algorithms.Select(static algorithm => algorithm.Name));

        var keys = snapshot.Identities.Single().Keys;
        Assert.Equal(["MINIO", "AWS"], keys.Select(static key => key.Name));
        Assert.Equal([900, 3600], keys.Select(static key => (int)key.Lifetime.TotalSeconds));
        Assert.Equal(["MINIO_ACCESS_KEY_ID", "MINIO_SECRET_ACCESS_KEY", "MINIO_SESSION_TOKEN", "MINIO_EXPIRATION", "MINIO_ENDPOINT"], keys[0].Outputs.Names);
        Assert.All(keys, static key => Assert.Equal("sts.example.test", key.Audience));
        Assert.Equal("https://broker.example.test", keys[0].Expectation.Issuer);
        Assert.Equal("sts.example.test", keys[0].Expectation.Audience);
    }

    [Theory]
    [InlineData("aws-sts", "aws")]
    [InlineData("minio-sts", "minio")]
    public void A_provider_type_has_its_documented_other_name(string type, string alias)
    {
        var loaded = _folder.Load(Original.Replace($"type: {type}", $"type: {alias}", StringComparison.Ordinal));

        Assert.NotNull(loaded.Snapshot);
    }

    public void Dispose() => _folder.Dispose();
}
