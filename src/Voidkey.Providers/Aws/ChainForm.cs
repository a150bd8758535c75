using System.Globalization;
using System.Text;
using Voidkey.Access;
using Voidkey.Providers.Sts;

namespace Voidkey.Providers.Aws;

/// <summary>What the second call of a chain asks for, <c>AssumeRole</c> (AWS STS API 2011-06-15), encoded: at load what is the same for everybody, for each mint what depends on the caller.</summary>
internal sealed class ChainForm
{
    private readonly string _fixed;
    private readonly ClaimedPolicy? _policy;
    private readonly ICallerText? _sourceIdentity;
    private readonly List<(string Name, ICallerText Value)> _tags = [];

    public ChainForm(ChainSettings settings)
    {
        RoleArn = settings.RoleArn;
        var form = new StringBuilder("Action=AssumeRole&Version=2011-06-15");
        Add(form, "RoleArn", settings.RoleArn);
        Add(form, "ExternalId", settings.ExternalId);
        for (var i = 0; i < settings.PolicyArns.Count; i++) Add(form, $"PolicyArns.member.{i + 1}.arn", settings.PolicyArns[i]);
        for (var i = 0; i < settings.TransitiveTagKeys.Count; i++) Add(form, $"TransitiveTagKeys.member.{i + 1}", settings.TransitiveTagKeys[i]);

        if (settings.Policy is { Fixed: null }) _policy = new ClaimedPolicy(settings.Policy);
        else Add(form, "Policy", settings.Policy?.Fixed);
        if (settings.SourceIdentity is { Fixed: null } source) _sourceIdentity = new SessionTag("'sourceIdentity'", source, ChainSettings.MaxSourceIdentity, SessionTag.IsInSourceIdentity);
        else Add(form, "SourceIdentity", settings.SourceIdentity?.Fixed);
        for (var i = 0; i < settings.Tags.Count; i++) AddTag(form, i + 1, settings.Tags[i]);

        _fixed = form.ToString();
        CallerTexts = [.. new[] { _policy, _sourceIdentity }.OfType<ICallerText>(), .. _tags.Select(static tag => tag.Value)];
    }

    public string RoleArn { get; }

    public IReadOnlyList<ICallerText> CallerTexts { get; }

    /// <param name="sessionName">The name of both sessions.</param>
    public byte[] For(MintContext context, string sessionName)
    {
        var form = new StringBuilder(_fixed);
        Add(form, "RoleSessionName", sessionName);
        form.Append(CultureInfo.InvariantCulture, $"&DurationSeconds={(long)context.Lifetime.TotalSeconds}");
        if (_policy is not null) form.Append("&Policy=").Append(context.Texts[_policy]);
        if (_sourceIdentity is not null) form.Append("&SourceIdentity=").Append(context.Texts[_sourceIdentity]);
        foreach (var (name, value) in _tags) form.Append('&').Append(name).Append('=').Append(context.Texts[value]);
        return Encoding.ASCII.GetBytes(form.ToString());
    }

    private void AddTag(StringBuilder form, int number, KeyValuePair<string, ClaimTemplate> tag)
    {
        Add(form, $"Tags.member.{number}.Key", tag.Key);
        if (tag.Value.Fixed is { } value) Add(form, $"Tags.member.{number}.Value", value);
        else _tags.Add(($"Tags.member.{number}.Value", new SessionTag($"tag '{tag.Key}'", tag.Value, ChainSettings.MaxTagValue, SessionTag.IsInTag)));
    }

    private static void Add(StringBuilder form, string name, string? value)
    {
        if (value is not null) form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
