using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>Mints AWS credentials with <c>AssumeRoleWithWebIdentity</c>, presenting the broker's own token; with <c>chain</c>, those of a second role that the first assumes.</summary>
public sealed class AwsStsProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "aws-sts";

    public IReadOnlyList<string> Aliases => ["aws"];

    public BindKey Bind(ConfigSection provider)
    {
        var region = StsSettings.Region(provider);
        var sts = new StsClient(http.Trusting(provider.CertificateAuthorities("caFile")), AwsSettings.Endpoint(provider, region), time);
        var partition = region is null || provider.Has("endpoint") ? null : AwsPartition.Of(region);
        var allowed = AwsSettings.AllowedAccountIds(provider);
        var defaultRole = StsSettings.RoleArn(provider);
        if (defaultRole is not null) AwsSettings.CheckRole(provider, defaultRole, partition, allowed);
        return key => BindKey(key, sts, region, partition, allowed, defaultRole);
    }

    private static IBoundKey BindKey(ConfigSection key, StsClient sts, string? region, AwsPartition? partition, IReadOnlyList<string>? allowed, string? defaultRole)
    {
        var own = StsSettings.RoleArn(key);
        if (own is not null) AwsSettings.CheckRole(key, own, partition, allowed);
        else if (defaultRole is null && !key.Has("roleArn")) key.Report(ConfigCodes.Missing, null, "'roleArn' is missing, and the provider has none either");

        var (role, name) = (own ?? defaultRole ?? "", StsSettings.SessionName(key));
        if (ChainSettings.Read(key) is { } chain)
        {
            AwsSettings.CheckRole(key.Section("chain")!, chain.RoleArn, partition, allowed);
            return new ChainedAwsRole(sts, region, new StsForm(role, name, policy: null), new ChainForm(chain));
        }

        return new AwsRole(sts, region, role, name, StsSettings.Policy(key), AwsSettings.PolicyArns(key));
    }
}
