using System.Text;
using Voidkey.Access;

namespace Voidkey.Providers.Sts;

/// <summary>What one key asks of STS, encoded: at load what is the same for everybody, for each mint what depends on the caller.</summary>
internal sealed class StsForm
{
    private readonly ClaimedSessionName? _sessionName;
    private readonly ClaimedPolicy? _policy;
    private readonly string? _fixedName;
    private readonly bool _isNamedAfterSubject;

    /// <param name="sessionName">Null: named after the subject where there is a role, for a session has a name only where it has one.</param>
    public StsForm(string? roleArn, ClaimTemplate? sessionName, ClaimTemplate? policy, IReadOnlyList<string>? policyArns = null)
    {
        if (sessionName is { Fixed: null }) _sessionName = new ClaimedSessionName(sessionName);
        if (policy is { Fixed: null }) _policy = new ClaimedPolicy(policy);
        _fixedName = sessionName?.Fixed;
        _isNamedAfterSubject = sessionName is null && roleArn is not null;
        CallerTexts = [.. new ICallerText?[] { _sessionName, _policy }.OfType<ICallerText>()];

        var form = new StringBuilder("Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
        Add(form, "RoleArn", roleArn);
        Add(form, "RoleSessionName", sessionName?.Fixed);
        Add(form, "Policy", policy?.Fixed);
        for (var i = 0; i < policyArns?.Count; i++) Add(form, $"PolicyArns.member.{i + 1}.arn", policyArns[i]);
        Fixed = form.ToString();
    }

    /// <summary>What is the same for everybody.</summary>
    public string Fixed { get; }

    public IReadOnlyList<ICallerText> CallerTexts { get; }

    /// <summary>The session's name where it is made of claims; else null.</summary>
    public string? ClaimedSessionName(MintContext context) => _sessionName is null ? null : context.Texts[_sessionName];

    /// <summary>The session's name, whatever it is made of.</summary>
    public string SessionNameOf(MintContext context) => _fixedName ?? ClaimedSessionName(context) ?? RoleSessionName.For(context.Principal);

    /// <summary>What is for this caller alone, to be added to <see cref="Fixed"/>.</summary>
    public string For(MintContext context)
    {
        var name = ClaimedSessionName(context) ?? (_isNamedAfterSubject ? RoleSessionName.For(context.Principal) : null);
        var session = name is null ? "" : $"&RoleSessionName={Uri.EscapeDataString(name)}";
        return _policy is null ? session : $"{session}&Policy={context.Texts[_policy]}";
    }

    private static void Add(StringBuilder form, string name, string? value)
    {
        if (value is not null) form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
