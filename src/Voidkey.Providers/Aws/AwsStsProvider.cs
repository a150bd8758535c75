using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>Mints AWS credentials with <c>AssumeRoleWithWebIdentity</c>, presenting the broker's own token.</summary>
public sealed class AwsStsProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    // AWS STS API: at most 10 managed session policies.
    private const int MaxPolicyArns = 10;

    public string Type => "aws-sts";

    public IReadOnlyList<string> Aliases => ["aws"];

    public BindKey Bind(ConfigSection provider)
    {
        var region = StsSettings.Region(provider);
        var endpoint = provider.Url("endpoint");
        if (!provider.Has("endpoint") && !provider.Has("region")) provider.Report(ConfigCodes.Missing, null, "'region' is missing, and no 'endpoint' in its place");

        var sts = new StsClient(http.Trusting(provider.CertificateAuthorities("caFile")), endpoint ?? Regional(region ?? "us-east-1"), time);
        var defaultRole = StsSettings.RoleArn(provider);
        return key => BindKey(key, sts, region, defaultRole);
    }

    private static AwsRole BindKey(ConfigSection key, StsClient sts, string? region, string? defaultRole)
    {
        var role = StsSettings.RoleArn(key) ?? defaultRole;
        if (role is null && !key.Has("roleArn")) key.Report(ConfigCodes.Missing, null, "'roleArn' is missing, and the provider has none either");

        var policyArns = key.TextList("policyArns") ?? [];
        if (policyArns.Count > MaxPolicyArns) key.Report(ConfigCodes.OutOfRange, "policyArns", $"AWS takes {MaxPolicyArns} managed policies at most");
        foreach (var arn in policyArns.Where(static arn => !arn.StartsWith("arn:", StringComparison.Ordinal))) key.ReportEntry(ConfigCodes.InvalidValue, "policyArns", arn, $"{key.Quote("policyArns", arn)} is no ARN");

        return new AwsRole(sts, region, role ?? "", StsSettings.SessionName(key), StsSettings.Policy(key), policyArns);
    }

    // The regional endpoints; the global one is legacy and answers from one region only.
    private static Uri Regional(string region) =>
        new($"https://sts.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/");
}
