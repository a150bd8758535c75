using System.Net;
using System.Text;
using System.Text.Json;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Policy;

/// <summary>Policies from the YAML on, one identity a text, and callers of them.</summary>
internal static class PolicyFile
{
    public const string Deploy = "AWS_DEPLOY: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Deploy\" }";
    public const string Read = "AWS_READ: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Read\" }";
    public const string Other = "AWS_DEPLOY: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Other\" }";

    public static Circumstances Now => new(The.Moment, IPAddress.Loopback);

    public static IReadOnlyList<IdentityRule> Identities(params string[] identities) => Identities([], identities);

    public static IReadOnlyList<IdentityRule> Identities((string Name, string Value)[] environment, params string[] identities)
    {
        var head = Yaml.Good[..Yaml.Good.IndexOf("clientIdentities:", StringComparison.Ordinal)];
        var yaml = new StringBuilder(head).AppendLine("default: ci").AppendLine("clientIdentities:");
        foreach (var identity in identities) yaml.Append("  - ").AppendLine(identity);
        var loaded = ConfigFolder.LoadOnce(yaml.ToString(), environment);
        Assert.DoesNotContain(loaded.Problems, problem => !problem.IsWarning);
        return loaded.Snapshot!.Identities;
    }

    public static Principal Caller(string subject, params (string Name, object? Value)[] claims) => new(
        The.Idp, The.Issuer, subject, The.Moment, The.Moment.AddMinutes(5),
        JsonSerializer.SerializeToElement(claims.Append(("sub", subject)).ToDictionary(claim => claim.Item1, claim => claim.Item2)));
}
