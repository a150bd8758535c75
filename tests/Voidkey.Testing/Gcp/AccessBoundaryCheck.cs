using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>What STS checks of <c>options</c> (STS REST API v1: Options, AccessBoundary, AccessBoundaryRule).</summary>
internal static class AccessBoundaryCheck
{
    private static readonly string[] RuleMembers = ["availableResource", "availablePermissions", "availabilityCondition"];
    private static readonly string[] ConditionMembers = ["expression", "title", "description", "location"];

    /// <returns>The boundary as it was sent; null where it is none.</returns>
    public static string? Boundary(string? options)
    {
        if (Parse(options) is not { Count: 1 } json || json["accessBoundary"] is not JsonObject { Count: 1 } boundary) return null;
        if (boundary["accessBoundaryRules"] is not JsonArray { Count: >= 1 and <= 10 } rules || !rules.All(IsRule)) return null;

        var text = options!["{\"accessBoundary\":".Length..^1];
        return text.Length <= 2048 ? text : null;
    }

    private static bool IsRule(JsonNode? node) =>
        node is JsonObject rule && rule.All(static member => RuleMembers.Contains(member.Key, StringComparer.Ordinal))
        && PublishedKeySet.Text(rule, "availableResource")?.StartsWith("//", StringComparison.Ordinal) == true
        && rule["availablePermissions"] is JsonArray { Count: > 0 } permissions && permissions.All(static permission => permission is JsonValue value && value.TryGetValue<string>(out var role) && role.StartsWith("inRole:", StringComparison.Ordinal))
        && (!rule.ContainsKey("availabilityCondition") || IsCondition(rule["availabilityCondition"]));

    private static bool IsCondition(JsonNode? node) =>
        node is JsonObject condition && condition.All(static member => ConditionMembers.Contains(member.Key, StringComparer.Ordinal)) && PublishedKeySet.Text(condition, "expression") is { Length: > 0 and <= 2048 };

    private static JsonObject? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
