using Voidkey.Configuration;

namespace Voidkey.Providers.Aws;

/// <summary>The settings that only AWS has.</summary>
internal static class AwsSettings
{
    // AWS STS API: at most 10 managed session policies.
    private const int MaxPolicyArns = 10;

    /// <summary>Reads <c>policyArns</c>.</summary>
    public static IReadOnlyList<string> PolicyArns(ConfigSection section)
    {
        var arns = section.TextList("policyArns") ?? [];
        if (arns.Count > MaxPolicyArns) section.Report(ConfigCodes.OutOfRange, "policyArns", $"AWS takes {MaxPolicyArns} managed policies at most");
        foreach (var arn in arns.Where(static arn => !arn.StartsWith("arn:", StringComparison.Ordinal))) section.ReportEntry(ConfigCodes.InvalidValue, "policyArns", arn, $"{section.Quote("policyArns", arn)} is no ARN");
        return arns;
    }

    /// <summary>Reads <c>allowedAccountIds</c>; null where there is none, and then any account will do.</summary>
    public static IReadOnlyList<string>? AllowedAccountIds(ConfigSection provider)
    {
        var ids = provider.TextList("allowedAccountIds");
        foreach (var id in (ids ?? []).Where(static id => id.Length != 12 || !id.All(char.IsAsciiDigit)))
            provider.ReportEntry(ConfigCodes.InvalidValue, "allowedAccountIds", id, $"{provider.Quote("allowedAccountIds", id)} is no account id: 12 digits, in quotes");
        if (ids is []) provider.Report(ConfigCodes.InvalidValue, "allowedAccountIds", "an empty list allows no account; remove the member to allow any");
        return ids;
    }

    /// <summary>Finds the STS: <c>endpoint</c>, or that of <c>region</c>.</summary>
    public static Uri Endpoint(ConfigSection provider, string? region)
    {
        var endpoint = provider.Url("endpoint");
        var isFips = provider.Flag("fips", false);
        if (!provider.Has("endpoint") && !provider.Has("region")) provider.Report(ConfigCodes.Missing, null, "'region' is missing, and no 'endpoint' in its place");
        if (isFips && provider.Has("endpoint")) provider.Report(ConfigCodes.Conflict, "fips", "'endpoint' says where STS is; name the FIPS endpoint there, or leave 'endpoint' out");

        var (partition, of) = (AwsPartition.Of(region ?? ""), region ?? "us-east-1");
        if (!isFips || region is null) return endpoint ?? partition.Sts(of);
        if (partition.FipsSts(of) is { } fips) return fips;
        provider.Report(ConfigCodes.InvalidValue, "fips", "AWS has no FIPS endpoint of STS in this region: us-east-1, us-east-2, us-west-1, us-west-2 and those of GovCloud have");
        return partition.Sts(of);
    }

    /// <summary>Reports a role that cannot be assumed there, or must not.</summary>
    /// <param name="section">Where <paramref name="role"/> stands, or would.</param>
    /// <param name="partition">That of the region; null: unknown, because the endpoint is somebody's own.</param>
    /// <param name="allowed">See <see cref="AllowedAccountIds"/>.</param>
    public static void CheckRole(ConfigSection section, string role, AwsPartition? partition, IReadOnlyList<string>? allowed)
    {
        var arn = role.Split(':');
        if (arn.Length < 6) return;
        if (partition is not null && arn[1] != partition.Name) section.Report(ConfigCodes.Conflict, "roleArn", $"the region is in partition '{partition.Name}', and this role is in '{arn[1]}'");
        if (allowed is not null && !allowed.Contains(arn[4], StringComparer.Ordinal)) section.Report(ConfigCodes.Unsafe, "roleArn", "this role's account is none of the provider's 'allowedAccountIds'");
    }
}
