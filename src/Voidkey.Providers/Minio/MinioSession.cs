using Voidkey.Access;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Minio;

/// <summary>One kind of session at a MinIO: by role, or by the claims of the broker's token where <paramref name="roleArn"/> is null.</summary>
internal sealed class MinioSession(StsClient sts, string? region, string? roleArn, ClaimTemplate? sessionName, ClaimTemplate? policy, string? role) : IBoundKey
{
    private readonly StsForm _form = new(roleArn, sessionName, policy);

    public IReadOnlyList<string> Fields { get; } = region is null
        ? [.. StsFields.Credential, StsFields.Endpoint]
        : [.. StsFields.Credential, StsFields.Endpoint, StsFields.Region];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => StsFields.DefaultOutputs;

    /// <summary>MinIO's AssumeRoleWithWebIdentity: 900 s to 365 days.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(900), TimeSpan.FromDays(365));

    public string Destination => sts.Endpoint.Authority;

    public string Target => roleArn ?? sts.Endpoint.Authority;

    public IReadOnlyList<ICallerText> CallerTexts => _form.CallerTexts;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var assumed = await sts.AssumeRoleAsync(_form, context, ct);
        if (!assumed.TryGet(out var credentials, out var error)) return error;

        var fields = StsFields.Of(credentials);
        fields.Add(StsFields.Endpoint, new Secret(sts.Endpoint.OriginalString));
        if (region is not null) fields.Add(StsFields.Region, new Secret(region));
        return new MintedCredential(fields, credentials.Expiration, credentials.AccessKeyId) { Metadata = MetadataOf(credentials) };
    }

    private Dictionary<string, string> MetadataOf(StsCredentials credentials)
    {
        var metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["tempAccessKey"] = credentials.AccessKeyId };
        if (role is not null) metadata.Add("role", role);
        return metadata;
    }
}
