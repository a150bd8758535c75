using System.Globalization;
using System.Text.RegularExpressions;

namespace Voidkey.Testing;

/// <summary>A role that <see cref="FakeSts"/> lets the sessions of another role assume (<c>AssumeRole</c>), with its trust policy.</summary>
/// <param name="Arn">For example <c>arn:aws:iam::210987654321:role/Production</c>.</param>
/// <param name="TrustedRole">The ARN of the role whose sessions may assume it.</param>
/// <param name="ExternalId">What <c>sts:ExternalId</c> must be; null: the trust policy does not ask.</param>
/// <param name="MayTag">Whether the trust policy allows <c>sts:TagSession</c>.</param>
/// <param name="MaySetSourceIdentity">Whether it allows <c>sts:SetSourceIdentity</c>.</param>
public sealed record ChainedStsRole(string Arn, string TrustedRole, string? ExternalId = null, bool MayTag = true, bool MaySetSourceIdentity = true);

/// <summary>What STS checks of an <c>AssumeRole</c> that is signed with a session's credentials: AWS STS API, "AssumeRole"; AWS IAM User Guide, "Role chaining".</summary>
internal static partial class StsChain
{
    private static readonly string[] Known = ["Action", "Version", "RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "Policy", "SourceIdentity"];

    /// <returns>Why it is refused, or null.</returns>
    public static StsFault? Fault(IReadOnlyDictionary<string, string> parameters, ChainedStsRole? role, IssuedSession signer)
    {
        if (parameters.Keys.FirstOrDefault(static name => !Known.Contains(name) && !Listed().IsMatch(name)) is { } unknown) return Invalid($"unknown parameter {unknown}");
        if (!SessionName().IsMatch(parameters.GetValueOrDefault("RoleSessionName", ""))) return Invalid("'roleSessionName'");
        if (!int.TryParse(parameters.GetValueOrDefault("DurationSeconds", "3600"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 900) return Invalid("'durationSeconds'");
        if (seconds > 3600) return Invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");

        var tags = Tags(parameters);
        if (tags.Keys.Any(static key => !TagText().IsMatch(key) || key.Length is 0 or > 128) || tags.Values.Any(static value => !TagText().IsMatch(value) || value.Length > 256)) return Invalid("'tags'");
        if (parameters.Where(static one => one.Key.StartsWith("TransitiveTagKeys.", StringComparison.Ordinal)).Any(one => !tags.ContainsKey(one.Value))) return Invalid("'transitiveTagKeys' are not among the requested tags");
        if (parameters.TryGetValue("SourceIdentity", out var source) && !SessionName().IsMatch(source)) return Invalid("'sourceIdentity'");

        var isTrusted = role is not null && signer.Arn.Contains($":assumed-role/{role.TrustedRole[(role.TrustedRole.LastIndexOf('/') + 1)..]}/", StringComparison.Ordinal)
            && (role.ExternalId is null || role.ExternalId == parameters.GetValueOrDefault("ExternalId"))
            && (tags.Count == 0 || role.MayTag) && (source is null || role.MaySetSourceIdentity);
        return isTrusted ? null : new StsFault(403, "AccessDenied", $"User: {signer.Arn} is not authorized to perform: sts:AssumeRole");
    }

    /// <summary>The session tags that are asked for.</summary>
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string> parameters) =>
        parameters.Keys.Select(static name => TagKey().Match(name)).Where(static match => match.Success)
            .ToDictionary(match => parameters[match.Value], match => parameters.GetValueOrDefault($"Tags.member.{match.Groups[1].Value}.Value", ""), StringComparer.Ordinal);

    private static StsFault Invalid(string message) => new(400, "ValidationError", message);

    [GeneratedRegex(@"\A(?:Tags\.member\.[0-9]+\.(?:Key|Value)|TransitiveTagKeys\.member\.[0-9]+|PolicyArns\.member\.[0-9]+\.arn)\z")]
    private static partial Regex Listed();

    [GeneratedRegex(@"\ATags\.member\.([0-9]+)\.Key\z")]
    private static partial Regex TagKey();

    [GeneratedRegex(@"\A[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z")]
    private static partial Regex TagText();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z")]
    private static partial Regex SessionName();
}
