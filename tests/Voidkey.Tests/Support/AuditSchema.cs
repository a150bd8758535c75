using System.Text.Json;
using Json.Schema;

namespace Voidkey.Tests.Support;

/// <summary>The published schema of audit records, which every record that a test makes is held to.</summary>
public static class AuditSchema
{
    private static readonly Lazy<JsonSchema> Published = new(static () => JsonSchema.FromText(File.ReadAllText(Find())));

    /// <summary>What is wrong with the whole lines of a record; empty: nothing.</summary>
    public static IReadOnlyList<string> FaultsIn(string lines) =>
        [.. lines[..(lines.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(FaultsOf)];

    private static IEnumerable<string> FaultsOf(string line)
    {
        using var record = JsonDocument.Parse(line);
        var result = Published.Value.Evaluate(record.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid) yield break;

        yield return $"not as the schema has it: {line}";
        foreach (var detail in (result.Details ?? []).Where(static detail => detail.Errors is { Count: > 0 }))
            yield return $"  {detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)} ({detail.EvaluationPath})";
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Voidkey.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Voidkey.slnx above the tests");
        return Path.Combine(folder, "docs", "schemas", "voidkey-audit.schema.json");
    }
}
