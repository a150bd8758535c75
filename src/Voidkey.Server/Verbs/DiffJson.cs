using System.Text;
using System.Text.Json;
using Voidkey.Comparison;

namespace Voidkey.Server.Verbs;

/// <summary>A comparison for programs: <c>{changes: […], decisions: […]}</c>. Members that say nothing are left out.</summary>
internal static class DiffJson
{
    public static string Of(ConfigChanges changes)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartArray("changes");
            foreach (var change in changes.Changes) Write(json, change);
            json.WriteEndArray();
            json.WriteStartArray("decisions");
            foreach (var decision in changes.Decisions) Write(json, decision);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, ConfigChange change)
    {
        json.WriteStartObject();
        json.WriteString("direction", change.Direction switch { ChangeDirection.Wider => "wider", ChangeDirection.Narrower => "narrower", _ => "other" });
        json.WriteString("kind", change.Kind switch { ChangeKind.Added => "added", ChangeKind.Removed => "removed", _ => "changed" });
        json.WriteString("type", change.Type);
        json.WriteString("name", change.Name);
        foreach (var (name, text) in new[] { ("of", change.Of), ("setting", change.Setting), ("before", change.Before), ("after", change.After) })
        {
            if (text is not null) json.WriteString(name, text);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChangedDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("direction", decision.IsAllowed ? "wider" : "narrower");
        json.WriteString("test", decision.Test);
        json.WriteString("key", decision.Key);
        json.WriteBoolean("allowed", decision.IsAllowed);
        json.WriteString("why", decision.Why);
        json.WriteEndObject();
    }
}
