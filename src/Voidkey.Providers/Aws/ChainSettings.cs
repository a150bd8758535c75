using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>A second role that is assumed with the first one's credentials, for what <c>AssumeRoleWithWebIdentity</c> cannot carry: external id, session tags, source identity.</summary>
/// <param name="Tags">Session tags in the order of the configuration; values may have claims in them.</param>
/// <param name="TransitiveTagKeys">Those of the tags that a further session keeps.</param>
internal sealed partial record ChainSettings(
    string RoleArn,
    string? ExternalId,
    IReadOnlyList<KeyValuePair<string, ClaimTemplate>> Tags,
    IReadOnlyList<string> TransitiveTagKeys,
    ClaimTemplate? SourceIdentity,
    ClaimTemplate? Policy,
    IReadOnlyList<string> PolicyArns)
{
    public const int MaxSourceIdentity = 64;
    public const int MaxTagValue = 256;
    private const int MaxTags = 50;
    private const int MaxTagKey = 128;

    private static readonly string[] OnlyInChain = ["externalId", "tags", "transitiveTagKeys", "sourceIdentity"];

    /// <summary>Reads <c>chain</c> of a key; null where it has none.</summary>
    public static ChainSettings? Read(ConfigSection key)
    {
        foreach (var name in OnlyInChain.Where(key.Has)) key.Report(ConfigCodes.Conflict, name, $"AssumeRoleWithWebIdentity takes no {name}; a second role does, under 'chain'");
        if (key.Section("chain") is not { } chain) return null;

        // The first session of a chain only assumes the second role: a policy there would narrow nothing that leaves.
        foreach (var name in new[] { "policy", "policyArns" }.Where(key.Has)) key.Report(ConfigCodes.Conflict, name, "beside 'chain' this narrows nothing that is handed out; put it under 'chain'");

        var tags = ReadTags(chain);
        return new ChainSettings(
            StsSettings.RoleArn(chain) ?? Missing(chain),
            ReadExternalId(chain),
            tags,
            ReadTransitive(chain, tags),
            ReadSourceIdentity(chain),
            StsSettings.Policy(chain),
            AwsSettings.PolicyArns(chain));
    }

    private static string Missing(ConfigSection chain)
    {
        if (!chain.Has("roleArn")) chain.Report(ConfigCodes.Missing, null, "'roleArn' is missing: the role that the first one assumes");
        return "";
    }

    private static string? ReadExternalId(ConfigSection chain)
    {
        if (chain.OptionalText("externalId") is not { Length: > 0 } id) return null;
        if (!ExternalIdForm().IsMatch(id)) chain.Report(ConfigCodes.InvalidValue, "externalId", "this must have 2 to 1224 letters, digits and _+=,.@:/-");
        return id;
    }

    private static IReadOnlyList<KeyValuePair<string, ClaimTemplate>> ReadTags(ConfigSection chain)
    {
        if (chain.Section("tags") is not { } section) return [];

        var tags = new List<KeyValuePair<string, ClaimTemplate>>();
        foreach (var name in section.MemberNames)
        {
            if (section.Template(name) is not { } value) continue;
            if (name.Length > MaxTagKey || !name.All(SessionTag.IsInTag) || name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                section.Report(ConfigCodes.InvalidValue, name, $"a tag's key has at most {MaxTagKey} letters, digits, spaces and _.:/=+-@, and does not begin with 'aws:'");
            if (value.Literals.Sum(static literal => literal.Length) > MaxTagValue || !value.Literals.All(static literal => literal.All(SessionTag.IsInTag)))
                section.Report(ConfigCodes.InvalidValue, name, $"a tag's value has at most {MaxTagValue} letters, digits, spaces and _.:/=+-@");
            if (tags.Exists(tag => string.Equals(tag.Key, name, StringComparison.OrdinalIgnoreCase))) section.Report(ConfigCodes.Duplicate, name, "AWS takes keys of tags for the same whatever their case");
            tags.Add(new(name, value));
        }

        if (tags.Count > MaxTags) chain.Report(ConfigCodes.OutOfRange, "tags", $"AWS takes {MaxTags} session tags at most");
        return tags;
    }

    private static IReadOnlyList<string> ReadTransitive(ConfigSection chain, IReadOnlyList<KeyValuePair<string, ClaimTemplate>> tags)
    {
        var keys = chain.TextList("transitiveTagKeys") ?? [];
        foreach (var key in keys.Where(key => tags.All(tag => tag.Key != key)))
            chain.ReportEntry(ConfigCodes.UnknownName, "transitiveTagKeys", key, $"{chain.Quote("transitiveTagKeys", key)} is none of 'tags'");
        return keys;
    }

    private static ClaimTemplate? ReadSourceIdentity(ConfigSection chain)
    {
        var source = chain.Template("sourceIdentity");
        var length = source?.Literals.Sum(static literal => literal.Length);
        if (length > MaxSourceIdentity || (source is { Fixed: not null } && length < 2) || source?.Literals.All(static literal => literal.All(SessionTag.IsInSourceIdentity)) == false)
            chain.Report(ConfigCodes.InvalidValue, "sourceIdentity", $"this must have 2 to {MaxSourceIdentity} letters, digits and _+=,.@-");
        return source;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@:/-]{2,1224}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExternalIdForm();
}
