using System.Collections.Frozen;
using Voidkey.Access;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>One role that the broker may assume for a caller.</summary>
internal sealed class AwsRole(StsClient sts, string? region, string roleArn, ClaimTemplate? sessionName, ClaimTemplate? policy, IReadOnlyList<string> policyArns) : IBoundKey
{
    private readonly StsForm _form = new(roleArn, sessionName, policy, policyArns);
    private readonly FrozenDictionary<string, string> _metadata = Metadata(roleArn, sessionName?.Fixed).ToFrozenDictionary(StringComparer.Ordinal);

    public IReadOnlyList<string> Fields { get; } = region is null ? StsFields.Credential : [.. StsFields.Credential, StsFields.Region];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => StsFields.DefaultOutputs;

    /// <summary>AWS STS API: 900 s to 12 h, and never more than the role's own maximum.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(43_200));

    public string Destination => sts.Endpoint.Authority;

    public string Target => roleArn;

    public IReadOnlyList<ICallerText> CallerTexts => _form.CallerTexts;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var assumed = await sts.AssumeRoleAsync(_form, context, ct);
        if (!assumed.TryGet(out var credentials, out var error)) return error;

        var fields = StsFields.Of(credentials);
        if (region is not null) fields.Add(StsFields.Region, new Secret(region));
        return new MintedCredential(fields, credentials.Expiration, credentials.AccessKeyId)
        {
            Metadata = _form.ClaimedSessionName(context) is { } name ? Metadata(roleArn, name) : _metadata,
        };
    }

    private static Dictionary<string, string> Metadata(string roleArn, string? sessionName)
    {
        var metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["roleArn"] = roleArn };
        if (sessionName is not null) metadata.Add("roleSessionName", sessionName);
        return metadata;
    }
}
