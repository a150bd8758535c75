using Voidkey.Access;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>A role that is assumed with another role's credentials; those are used once, and forgotten.</summary>
internal sealed class ChainedAwsRole(StsClient sts, string? region, StsForm first, ChainForm second) : IBoundKey
{
    // The shortest there is: the first session only makes the second call.
    private static readonly TimeSpan FirstLifetime = TimeSpan.FromSeconds(900);

    // What a custom endpoint without a region is signed for: those that have no regions do not look.
    private readonly string _signedFor = region ?? "us-east-1";

    public IReadOnlyList<string> Fields { get; } = region is null ? StsFields.Credential : [.. StsFields.Credential, StsFields.Region];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => StsFields.DefaultOutputs;

    /// <summary>AWS IAM User Guide, "Role chaining": 1 h at most, whatever the role's own maximum.</summary>
    public LifetimeRange Lifetimes { get; } = new(FirstLifetime, TimeSpan.FromHours(1));

    public string Destination => sts.Endpoint.Authority;

    public string Target => second.RoleArn;

    public IReadOnlyList<ICallerText> CallerTexts { get; } = [.. first.CallerTexts, .. second.CallerTexts];

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var assumed = await sts.AssumeRoleAsync(first, context with { Lifetime = FirstLifetime }, ct);
        if (!assumed.TryGet(out var own, out var error)) return error;

        var name = first.SessionNameOf(context);
        var body = second.For(context, name);
        var chained = await sts.AskAsync("AssumeRole", now => SignatureV4.Sign(sts.Endpoint, body, _signedFor, own, now), ct);
        if (!chained.TryGet(out var credentials, out error)) return error;

        var fields = StsFields.Of(credentials);
        if (region is not null) fields.Add(StsFields.Region, new Secret(region));
        return new MintedCredential(fields, credentials.Expiration, credentials.AccessKeyId)
        {
            Metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["roleArn"] = second.RoleArn, ["roleSessionName"] = name },
        };
    }
}
