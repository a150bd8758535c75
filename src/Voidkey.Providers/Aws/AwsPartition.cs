namespace Voidkey.Providers.Aws;

/// <summary>A set of regions with accounts, names and domains of its own (AWS General Reference, "ARN format"; AWS SDKs' partitions.json).</summary>
/// <param name="Name">What ARNs of it begin with: <c>aws-cn</c>.</param>
/// <param name="RegionPrefix">What its regions begin with.</param>
/// <param name="Domain">What its endpoints end with.</param>
internal sealed record AwsPartition(string Name, string RegionPrefix, string Domain)
{
    private static readonly AwsPartition Commercial = new("aws", "", "amazonaws.com");

    private static readonly AwsPartition[] Others =
    [
        new("aws-cn", "cn-", "amazonaws.com.cn"),
        new("aws-us-gov", "us-gov-", "amazonaws.com"),
        new("aws-eusc", "eusc-", "amazonaws.eu"),
        new("aws-iso", "us-iso-", "c2s.ic.gov"),
        new("aws-iso-b", "us-isob-", "sc2s.sgov.gov"),
        new("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk"),
        new("aws-iso-f", "us-isof-", "csp.hci.ic.gov"),
    ];

    // AWS General Reference, "AWS Security Token Service endpoints". The endpoints of GovCloud are FIPS endpoints by themselves.
    private static readonly string[] FipsRegions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2"];

    public static AwsPartition Of(string region) => Array.Find(Others, partition => region.StartsWith(partition.RegionPrefix, StringComparison.Ordinal)) ?? Commercial;

    /// <summary>The regional STS. The global one is legacy and answers from one region only.</summary>
    public Uri Sts(string region) => new($"https://sts.{region}.{Domain}/");

    /// <summary>The regional STS with cryptography validated under FIPS 140; null where there is none.</summary>
    public Uri? FipsSts(string region) =>
        Name == "aws-us-gov" ? Sts(region) : FipsRegions.Contains(region, StringComparer.Ordinal) ? new Uri($"https://sts-fips.{region}.{Domain}/") : null;
}
