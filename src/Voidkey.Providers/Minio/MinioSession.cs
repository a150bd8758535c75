using Voidkey.Access;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Minio;

/// <summary>One kind of session at a MinIO: by role, or by the claims of the broker's token where <paramref name="roleArn"/> is null.</summary>
internal sealed class MinioSession(StsClient sts, string? region, string? roleArn, string? sessionName, string? policy, string? role) : IBoundKey
{
    private readonly string _form = StsClient.Encode([new("RoleArn", roleArn), new("Policy", policy)]);

    public IReadOnlyList<string> Fields { get; } = region is null
        ? [.. StsFields.Credential, StsFields.Endpoint]
        : [.. StsFields.Credential, StsFields.Endpoint, StsFields.Region];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => StsFields.DefaultOutputs;

    /// <summary>MinIO's AssumeRoleWithWebIdentity: 900 s to 365 days.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(900), TimeSpan.FromDays(365));

    public string Destination => sts.Endpoint.Authority;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var assumed = await sts.AssumeRoleAsync(_form, SessionName(context), context, ct);
        if (!assumed.TryGet(out var credentials, out var error)) return error;

        var fields = StsFields.Of(credentials);
        fields.Add(StsFields.Endpoint, new Secret(sts.Endpoint.OriginalString));
        if (region is not null) fields.Add(StsFields.Region, new Secret(region));
        return new MintedCredential(fields, credentials.Expiration, credentials.AccessKeyId) { Metadata = MetadataOf(credentials) };
    }

    // A session has a name only where it has a role.
    private string? SessionName(MintContext context) => sessionName ?? (roleArn is null ? null : RoleSessionName.For(context.Principal));

    private Dictionary<string, string> MetadataOf(StsCredentials credentials)
    {
        var metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["tempAccessKey"] = credentials.AccessKeyId };
        if (role is not null) metadata.Add("role", role);
        return metadata;
    }
}
