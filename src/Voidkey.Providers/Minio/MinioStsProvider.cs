using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Minio;

/// <summary>Mints credentials of MinIO, or of anything that speaks its STS, with the broker's own token.</summary>
public sealed class MinioStsProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "minio-sts";

    public IReadOnlyList<string> Aliases => ["minio"];

    public BindKey Bind(ConfigSection provider)
    {
        var endpoint = provider.Url("endpoint");
        if (!provider.Has("endpoint")) provider.Report(ConfigCodes.Missing, null, "'endpoint' is missing");

        var sts = new StsClient(http.Trusting(provider.CertificateAuthorities("caFile")), endpoint ?? new Uri("https://invalid.invalid/"), time);
        var region = StsSettings.Region(provider);
        var defaultRole = StsSettings.RoleArn(provider);
        return key => BindKey(key, sts, region, defaultRole);
    }

    private static MinioSession BindKey(ConfigSection key, StsClient sts, string? region, string? defaultRole)
    {
        var role = key.OptionalText("role");
        if (role is not null) key.Warn(ConfigCodes.Ignored, "role", "MinIO is never sent this; narrow the key with 'policy', or choose a role with 'roleArn'");
        return new MinioSession(sts, region, StsSettings.RoleArn(key) ?? defaultRole, StsSettings.SessionName(key), StsSettings.Policy(key), role);
    }
}
