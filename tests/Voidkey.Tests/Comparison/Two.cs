using Voidkey.Comparison;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Comparison;

/// <summary>Two configurations, and what changes from one to the other.</summary>
internal static class Two
{
    public const string Canary = "canary-literal-77aa01";

    /// <summary>Uses what there is to compare.</summary>
    public static string Good { get; } = Yaml.Good.Replace("clientIdentities:\n", """
        clientIdentities:
          - name: deployers
            idp: ci
            match: { repository_id: "7", ref: [refs/heads/main, "refs/tags/v*"] }
            constraints: { validFrom: 2026-01-01T00:00:00Z, sourceIps: [10.0.0.0/16] }
            keys:
              AWS_BUILD:
                provider: aws-prod
                roleArn: arn:aws:iam::123456789012:role/Build
                policy: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: [ "s3:GetObject" ], Resource: "*" } ] }
                outputs: { AWS_ACCESS_KEY_ID: AccessKeyId, NOTE: { value: canary-literal-77aa01 }, REGION: "x-${field:Expiration}" }

        """, StringComparison.Ordinal) + """
        tests:
          - { name: main deploys, idp: ci, claims: { sub: "repo:example-org/app:ref:refs/heads/main" }, allow: [AWS_DEPLOY], deny: [AWS_BUILD] }
          - { name: tags build, idp: ci, claims: { sub: x, repository_id: "7", ref: refs/tags/v1 }, allow: [AWS_BUILD], at: 2026-03-01T00:00:00Z, sourceIp: 10.0.1.1 }

        """;

    public static ConfigChanges Edited(string piece, string by)
    {
        Assert.Equal(2, Good.Split(piece).Length);
        return Between(Good, Good.Replace(piece, by, StringComparison.Ordinal));
    }

    public static ConfigChanges Between(string old, string @new, params (string Name, string Value)[] environment) => ConfigDiff.Between(ConfigFolder.WrittenOnce(old, environment), ConfigFolder.WrittenOnce(@new, environment), The.Moment);

    /// <summary>A change in one line, as a table of tests has it.</summary>
    public static string Line(ConfigChange change) =>
        $"{change.Direction} {change.Kind} {change.Type} {change.Name}{(change.Of is null ? "" : $" of {change.Of}")}{(change.Setting is null ? "" : $": {change.Setting}")}: {change.Before ?? "-"} → {change.After ?? "-"}";

    public static string Line(ChangedDecision decision) => $"{decision.Test}: {decision.Key} {(decision.IsAllowed ? "allowed" : "denied")}";
}
