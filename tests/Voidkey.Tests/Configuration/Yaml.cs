using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A good configuration, and ways to break it. <c>§</c> marks where the problem must be told.</summary>
internal static class Yaml
{
    /// <summary>Stands where a secret stands; must be in no problem.</summary>
    public const string Canary = "canary-config-5f1d0c7e9b";

    public const string Good =
        """
        brokerIdp:
          name: broker
          issuer: https://broker.example.test
          audience: sts.example.test
          tokenEndpoint: https://broker.example.test/token
          clientId: voidkey
          clientSecret: canary-config-5f1d0c7e9b
        clientIdps:
          - name: ci
            issuer: https://ci.example.test
            audience: voidkey
            jwksUri: https://ci.example.test/jwks
            algorithms: [RS256, ES256]
        accessProviders:
          - name: aws-prod
            type: aws-sts
            region: eu-central-1
            defaultDuration: 1800
            maxDuration: 2h
        clientIdentities:
          - subject: repo:example-org/app:ref:refs/heads/main
            idp: ci
            keys:
              AWS_DEPLOY:
                provider: aws-prod
                roleArn: arn:aws:iam::123456789012:role/Deploy
                duration: 900
                outputs:
                  AWS_ACCESS_KEY_ID: AccessKeyId
                  AWS_SECRET_ACCESS_KEY: SecretAccessKey
        default: ci

        """;

    /// <summary>The good configuration with one piece replaced.</summary>
    public static string With(string piece, string by)
    {
        Assert.Equal(2, Good.Split(piece).Length);
        return Good.Replace(piece, by, StringComparison.Ordinal);
    }

    /// <summary>Takes the <c>§</c> out of a text and tells where it stood, both from 1.</summary>
    public static (string Text, int Line, int Column) Marked(string text)
    {
        var at = text.IndexOf('§', StringComparison.Ordinal);
        Assert.True(at >= 0, "no § in the text");
        var before = text[..at];
        return (text.Remove(at, 1), before.Count(static c => c == '\n') + 1, at - (before.LastIndexOf('\n') + 1) + 1);
    }
}
