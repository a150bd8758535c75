using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Voidkey.Server.Requests;

/// <summary>Reads the original's mint request: unknown members are ignored, null and empty are absent, <c>all</c> wins over <c>keys</c>.</summary>
internal static class CompatibleMintBody
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out MintBody? body, [NotNullWhen(false)] out string? fault)
    {
        body = null;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) fault = "The body must be a JSON object.";
            else if (!TryGetText(root, "oidcToken", out var token)) fault = "'oidcToken' must be a text.";
            else if (!TryGetText(root, "idpName", out var idpName)) fault = "'idpName' must be a text.";
            else if (!TryGetFlag(root, "all", out var all)) fault = "'all' must be true or false.";
            else if (!TryGetKeys(root, out var keys) && !all) fault = "'keys' must be a list of names.";
            else if (!TryGetDuration(root, out var duration)) fault = "'duration' must be a whole number of seconds, at least 1.";
            else
            {
                fault = null;
                body = new MintBody(all, keys, duration, token is null ? null : new Secret(token), idpName);
                return true;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            fault = "The body is not valid JSON, or has a member twice.";
        }

        return false;
    }

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static bool TryGetText(JsonElement root, string name, out string? text)
    {
        text = null;
        if (Member(root, name) is not { } member) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString() is { Length: > 0 } value ? value : null;
        return true;
    }

    private static bool TryGetFlag(JsonElement root, string name, out bool flag)
    {
        flag = Member(root, name) is { ValueKind: JsonValueKind.True };
        return Member(root, name) is null or { ValueKind: JsonValueKind.True or JsonValueKind.False };
    }

    private static bool TryGetKeys(JsonElement root, out IReadOnlyList<string>? keys)
    {
        keys = null;
        if (Member(root, "keys") is not { } member) return true;
        if (member.ValueKind != JsonValueKind.Array || member.EnumerateArray().Any(static key => key.ValueKind != JsonValueKind.String)) return false;
        keys = [.. member.EnumerateArray().Select(static key => key.GetString()!)];
        return true;
    }

    private static bool TryGetDuration(JsonElement root, out long? duration)
    {
        duration = null;
        if (Member(root, "duration") is not { } member) return true;
        if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt64(out var seconds)) return false;

        // The original took 0 for "not said".
        duration = seconds == 0 ? null : seconds;
        return true;
    }
}
