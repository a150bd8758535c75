using Voidkey.Configuration;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>Identities of known providers in a configuration that works. <c>KEYS</c> stands for a key of an hour.</summary>
internal static class LintWorld
{
    private const string Head =
        """
        brokerIdp: {issuer: https://broker.example.test, audience: sts.example.test, clientId: voidkey, clientSecret: not-a-real-one}
        accessProviders:
          - {name: aws, type: aws-sts, region: eu-central-1}
        clientIdps:
          - {name: github, provider: github-actions, audience: voidkey}
          - {name: ghes, provider: github-actions, issuer: https://ghes.example.test/_services/token, audience: voidkey}
          - {name: gitlab, issuer: https://gitlab.com, audience: voidkey}
          - {name: circleci, provider: circleci, issuer: https://oidc.circleci.com/org/6f1d4c0a-8a5e-4c53-9a3b-2f6c1d7e9b10, audience: voidkey}
          - {name: buildkite, provider: buildkite, audience: voidkey}
          - {name: bitbucket, provider: bitbucket, issuer: https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc, audience: voidkey}
          - {name: terraform, provider: hcp-terraform, audience: voidkey}
          - {name: cluster, provider: kubernetes, issuer: https://cluster.example.test, audience: voidkey}
          - {name: google, provider: google, audience: voidkey}
          - {name: entra, provider: entra, issuer: https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0, audience: voidkey}
          - {name: keycloak, provider: keycloak, issuer: https://sso.example.test/realms/main, audience: voidkey}
          - {name: own, issuer: https://own.example.test, audience: voidkey}
        clientIdentities:

        """;

    /// <param name="required">The <c>requiredClaims</c> of <c>github</c>.</param>
    public static IReadOnlyList<ConfigProblem> Lint(string identities, string more = "", string? required = null)
    {
        var yaml = Yaml(identities, more);
        if (required is not null) yaml = yaml.Replace("provider: github-actions, audience: voidkey}", $"provider: github-actions, audience: voidkey, requiredClaims: {required}}}", StringComparison.Ordinal);
        var read = ConfigFolder.CheckOnce(yaml);
        Assert.Empty(read.Problems);
        return read.Findings;
    }

    /// <summary>What is found of one identity, and where the <c>§</c> stood in it, from 1.</summary>
    public static (IReadOnlyList<ConfigProblem> Findings, int Line, int Column) LintMarked(string identity)
    {
        var (text, line, column) = Configuration.Yaml.Marked(Yaml($"  - {{{identity}{(identity.Contains("keys:", StringComparison.Ordinal) ? "" : ", keys: KEYS")}}}\n", ""));
        var read = ConfigFolder.CheckOnce(text);
        Assert.Empty(read.Problems);
        return (read.Findings, line, column);
    }

    private static string Yaml(string identities, string more) =>
        (Head + identities + more).Replace("KEYS", "{AWS: {provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Deploy\"}}", StringComparison.Ordinal);
}
