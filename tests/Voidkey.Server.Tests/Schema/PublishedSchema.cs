using System.Text.Json.Nodes;
using Json.Schema;
using Voidkey.Configuration;
using Voidkey.Server.Tests.Conventions;

namespace Voidkey.Server.Tests.Schema;

/// <summary>The schema as it lies in the documents: what it accepts, and which members it has.</summary>
/// <remarks>A member's path is <c>clientIdentities[].keys.*.provider</c>: <c>[]</c> is any entry, <c>*</c> any name.</remarks>
internal static class PublishedSchema
{
    private static readonly Dictionary<string, JsonObject> FoundMembers = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, IReadOnlyList<string>> FoundSections = new(StringComparer.Ordinal);
    private static readonly HashSet<string> FoundMaps = new(StringComparer.Ordinal);
    private static readonly HashSet<string> FoundRequired = new(StringComparer.Ordinal);

    static PublishedSchema()
    {
        Text = Source.Read("docs", "schemas", "voidkey-server.schema.json");
        Root = (JsonObject)JsonNode.Parse(Text)!;
        Validator = JsonSchema.FromText(Text);
        Walk(Root, "");
    }

    public static string Text { get; }

    public static JsonObject Root { get; }

    /// <summary>Every member by its path.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Members => FoundMembers;

    /// <summary>The sections that have the members they name and no others.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Sections => FoundSections;

    /// <summary>The mappings whose names are the user's.</summary>
    public static IReadOnlySet<string> Maps => FoundMaps;

    private static JsonSchema Validator { get; }

    public static bool IsRequired(string path) => FoundRequired.Contains(path);

    public static bool Accepts(ConfigNode yaml) => Validator.Evaluate(PlainJson.ElementOf(yaml)).IsValid;

    /// <summary>Why a text is not accepted; empty where it is.</summary>
    public static IReadOnlyList<string> FaultsOf(string yaml)
    {
        var result = Validator.Evaluate(PlainJson.ElementOf(PlainJson.Read(yaml)!), new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid) return [];
        return [.. (result.Details ?? []).Where(static detail => detail.Errors is { Count: > 0 }).Select(static detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}").DefaultIfEmpty("not accepted")];
    }

    /// <summary>The form of a member: the definition it refers to, else its type.</summary>
    public static string FormOf(string path)
    {
        var schema = Members[path];
        if (Reference(schema) is { } name) return name switch { "insecure" => "flag", "brokerIdp" or "lint" or "chain" or "accessBoundary" or "rotate" or "constraints" => "object", "caFile" => "text", _ => name };
        if (schema["allOf"] is JsonArray and [JsonObject only] && Reference(only) is { } inner) return inner;
        if ((schema["anyOf"] as JsonArray)?[0] is not JsonObject first) return (string?)(schema["type"] as JsonValue) ?? "document";
        return first.ContainsKey("enum") || first.ContainsKey("const") ? "choice" : Reference(first) switch { "exact" => "exactOrExacts", "text" => "output", _ => (string)first["type"]! };
    }

    public static JsonObject Definition(string name) => (JsonObject)Root["definitions"]![name]!;

    private static string? Reference(JsonObject schema) => ((string?)schema["$ref"])?["#/definitions/".Length..];

    private static void Walk(JsonObject schema, string path)
    {
        if (Reference(schema) is { } name)
        {
            Walk(Definition(name), path);
            return;
        }

        if (schema["additionalProperties"] is JsonValue && schema["properties"] is JsonObject members)
        {
            FoundSections.Add(path, [.. members.Select(static member => member.Key)]);
            FoundRequired.UnionWith((schema["required"] as JsonArray ?? []).Select(required => PathOf(path, (string)required!)));
            foreach (var (member, value) in members)
            {
                FoundMembers.Add(PathOf(path, member), (JsonObject)value!);
                Walk((JsonObject)value!, PathOf(path, member));
            }
        }

        if (schema["additionalProperties"] is JsonObject any)
        {
            FoundMaps.Add(path);
            FoundMembers.Add($"{path}.*", any);
            Walk(any, $"{path}.*");
        }

        if (schema["items"] is JsonObject item) Walk(item, $"{path}[]");
        foreach (var branch in (schema["allOf"] as JsonArray ?? []).Concat(schema["anyOf"] as JsonArray ?? []).OfType<JsonObject>())
        {
            // One thing or a list of such: the list has no members of its own.
            if ((string?)(branch["type"] as JsonValue) != "array") Walk(branch, path);
        }
    }

    private static string PathOf(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
