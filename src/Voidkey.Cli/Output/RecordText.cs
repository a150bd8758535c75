using System.Text.Json;

namespace Voidkey.Cli.Output;

/// <summary>A record of a broker's decisions, as it comes: each stands for itself, so that it can be printed before the next one is there.</summary>
internal static class RecordText
{
    private const string Prefix = "voidkey.audit.";

    /// <param name="line">One record: JSON without a line break.</param>
    /// <param name="format"><c>json</c>: the record, one a line; <c>yaml</c>: a document each; else a line for people.</param>
    public static string Of(string line, string format)
    {
        using var document = JsonDocument.Parse(line);
        return format switch
        {
            "json" => JsonText.Line(document.RootElement.WriteTo),
            "yaml" => $"---\n{YamlText.OfJson(line)}",
            _ => $"{Visible.Text(ForPeople(document.RootElement))}\n",
        };
    }

    private static string ForPeople(JsonElement record)
    {
        var type = Text(record, "type");
        if (type.StartsWith(Prefix, StringComparison.Ordinal)) type = type[Prefix.Length..];
        var outcome = Text(record, "decision") is { Length: > 0 } decision ? decision : Text(record, "outcome");
        return string.Join("  ", new[] { Text(record, "time"), type, outcome, Whom(record), What(record, type), Why(record) }.Where(static part => part.Length > 0));
    }

    private static string Whom(JsonElement record) => Text(record, "subject") is { Length: > 0 } subject ? $"{subject} of {Text(record, "idp")}" : "";

    private static string What(JsonElement record, string type) => type switch
    {
        "mint" => record.TryGetProperty("asked", out var asked) && asked.ValueKind == JsonValueKind.Array ? string.Join(' ', asked.EnumerateArray().Select(static key => key.ToString())) : Text(record, "asked"),
        "operator" => $"{Text(record, "action")} {Text(record, "key")}".TrimEnd(),
        "reload" => $"{Text(record, "previous")} → {Text(record, "configuration")}",
        "unverified" => $"{Text(record, "count")} since {Text(record, "since")}",
        _ => "",
    };

    private static string Why(JsonElement record) => Text(record, "code") is { Length: > 0 } code ? Text(record, "cause") is { Length: > 0 } cause ? $"{code}: {cause}" : code : "";

    private static string Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
