using System.Globalization;
using System.Text;
using System.Text.Json;
using Voidkey.Access;
using Voidkey.Configuration;

namespace Voidkey.Providers.Gcp;

/// <summary>Reads <c>accessBoundary</c>, in the words of Google's own (STS REST API v1, AccessBoundary), and makes it JSON.</summary>
internal sealed class AccessBoundaryReader
{
    private const int MaxRules = 10;

    private readonly List<string> _json = [];
    private readonly List<ClaimTemplate> _expressions = [];
    private readonly StringBuilder _piece = new(AccessBoundary.Opening);

    private AccessBoundaryReader()
    {
    }

    /// <summary>Reads that of a key; null where it has none.</summary>
    public static AccessBoundary? Read(ConfigSection key)
    {
        if (key.Section("accessBoundary") is not { } section) return null;

        var rules = section.Sections("accessBoundaryRules");
        if (!section.Has("accessBoundaryRules")) section.Report(ConfigCodes.Missing, null, "'accessBoundaryRules' is missing: what the token may do at most");
        else if (rules.Count == 0 && !section.HasProblem("accessBoundaryRules")) section.Report(ConfigCodes.InvalidValue, "accessBoundaryRules", "an empty list is no boundary; remove 'accessBoundary' for none");
        if (rules.Count > MaxRules) section.Report(ConfigCodes.OutOfRange, "accessBoundaryRules", $"a boundary has {MaxRules} rules at most");
        return new AccessBoundaryReader().Read(key, rules);
    }

    private AccessBoundary Read(ConfigSection key, IReadOnlyList<ConfigSection> rules)
    {
        _piece.Append("{\"accessBoundaryRules\":[");
        for (var i = 0; i < rules.Count; i++) AddRule(rules[i], i > 0 ? "," : "");
        _json.Add(_piece.Append("]}}").ToString());

        var length = _json.Sum(static piece => piece.Length) - AccessBoundary.Opening.Length - 1;
        if (length > AccessBoundary.MaxLength) key.Report(ConfigCodes.OutOfRange, "accessBoundary", string.Create(CultureInfo.InvariantCulture, $"this has {length} characters as JSON; STS takes {AccessBoundary.MaxLength}"));
        return new AccessBoundary(_json, _expressions);
    }

    private void AddRule(ConfigSection rule, string separator)
    {
        var resource = rule.Text("availableResource");
        if (resource.Length > 0 && !resource.StartsWith("//", StringComparison.Ordinal)) rule.Report(ConfigCodes.InvalidValue, "availableResource", "this must be a full resource name: //storage.googleapis.com/projects/_/buckets/NAME");
        if (!rule.Has("availablePermissions")) rule.Report(ConfigCodes.Missing, null, "'availablePermissions' is missing: a list of roles, such as inRole:roles/storage.objectViewer");
        var permissions = rule.TextList("availablePermissions") ?? [];
        foreach (var permission in permissions.Where(static permission => !permission.StartsWith("inRole:", StringComparison.Ordinal)))
            rule.ReportEntry(ConfigCodes.InvalidValue, "availablePermissions", permission, $"{rule.Quote("availablePermissions", permission)} must be a role behind 'inRole:', such as inRole:roles/storage.objectViewer");

        _piece.Append(separator).Append("{\"availableResource\":").Append(Text(resource)).Append(",\"availablePermissions\":[").AppendJoin(',', permissions.Select(Text)).Append(']');
        if (rule.Section("availabilityCondition") is { } condition) AddCondition(condition);
        _piece.Append('}');
    }

    private void AddCondition(ConfigSection condition)
    {
        var expression = condition.Template("expression");
        if (!condition.Has("expression")) condition.Report(ConfigCodes.Missing, null, "'expression' is missing: when the rule applies");
        if (expression is not null && ClaimsInCel.Fault(expression) is { } fault) condition.Report(fault.IsUnsafe ? ConfigCodes.Unsafe : ConfigCodes.Claim, "expression", fault.Message);

        _piece.Append(",\"availabilityCondition\":{\"expression\":\"");
        foreach (var (i, literal) in (expression?.Literals ?? [""]).Index())
        {
            if (i > 0)
            {
                _json.Add(_piece.ToString());
                _piece.Clear();
            }

            _piece.Append(JsonEncodedText.Encode(literal));
        }

        _piece.Append('"');
        if (expression is { Fixed: null }) _expressions.Add(expression);
        if (condition.OptionalText("title") is { } title) _piece.Append(",\"title\":").Append(Text(title));
        if (condition.OptionalText("description") is { } description) _piece.Append(",\"description\":").Append(Text(description));
        _piece.Append('}');
    }

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
