using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Configuration;

namespace Voidkey.Providers.Sts;

/// <summary>The settings that every STS has.</summary>
internal static partial class StsSettings
{
    /// <summary>AWS STS API, AssumeRoleWithWebIdentity: inline and managed session policies share this many characters.</summary>
    public const int MaxPolicyLength = 2048;

    /// <summary>Reads <c>roleArn</c>: <c>arn:PARTITION:iam::ACCOUNT:role/NAME</c>.</summary>
    public static string? RoleArn(ConfigSection section)
    {
        if (section.OptionalText("roleArn") is not { Length: > 0 } arn) return null;
        if (!RoleArnForm().IsMatch(arn)) section.Report(ConfigCodes.InvalidValue, "roleArn", "this must be a role's ARN: arn:aws:iam::123456789012:role/NAME");
        return arn;
    }

    /// <summary>Reads <c>roleSessionName</c>.</summary>
    public static ClaimTemplate? SessionName(ConfigSection section)
    {
        if (section.Template("roleSessionName") is not { } name || name.Fixed is "") return null;
        var length = name.Literals.Sum(static literal => literal.Length);
        if (name.Fixed is { } text ? !RoleSessionName.IsValid(text) : !name.Literals.All(RoleSessionName.IsPart)) section.Report(ConfigCodes.InvalidValue, "roleSessionName", "this must have 2 to 64 letters, digits and _+=,.@-");
        else if (name.Fixed is null && length > ClaimedSessionName.MaxLiteral)
            section.Report(ConfigCodes.OutOfRange, "roleSessionName", $"beside its claims this has {length} characters; it may have {ClaimedSessionName.MaxLiteral}, so that there is room for the claims");
        return name;
    }

    /// <summary>Reads <c>policy</c>, which can only narrow what the role may do.</summary>
    public static ClaimTemplate? Policy(ConfigSection section)
    {
        var policy = section.PolicyTemplate("policy");
        var length = policy?.Literals.Sum(static literal => literal.Length) + policy?.Literals.Count - 1;
        if (length > MaxPolicyLength) section.Report(ConfigCodes.OutOfRange, "policy", $"this has {length} characters; the cloud takes {MaxPolicyLength}");
        return policy;
    }

    /// <summary>Reads <c>region</c>.</summary>
    public static string? Region(ConfigSection section)
    {
        if (section.OptionalText("region") is not { Length: > 0 } region) return null;
        if (RegionForm().IsMatch(region)) return region;
        section.Report(ConfigCodes.InvalidValue, "region", "this must be a region's name, such as eu-central-1");
        return null;
    }

    [GeneratedRegex(@"\Aarn:[a-z0-9-]{1,32}:iam::[A-Za-z0-9_-]{0,64}:role/[A-Za-z0-9_+=,.@/-]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleArnForm();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionForm();
}
