using System.Globalization;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>Which claim is meant: a name, or a JSON pointer into nested claims (RFC 6901).</summary>
internal sealed class ClaimPath
{
    private readonly string[] _steps;

    private ClaimPath(string text, string[] steps) => (Text, _steps) = (text, steps);

    /// <summary>As it is written: <c>repository_id</c>, <c>/realm_access/roles</c>.</summary>
    public string Text { get; }

    /// <returns>Null where the text is empty, or a pointer with a <c>~</c> that escapes nothing.</returns>
    public static ClaimPath? Parse(string text)
    {
        if (text.Length == 0) return null;
        if (text[0] != '/') return new ClaimPath(text, [text]);

        string[] steps = [.. text[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        var escapes = text.Count(static c => c == '~') == text.Split("~0").Length + text.Split("~1").Length - 2;
        return escapes ? new ClaimPath(text, steps) : null;
    }

    /// <returns>False where the claim is absent. A claim that is <c>null</c> says nothing, so it is absent too.</returns>
    public bool TryFind(JsonElement claims, out JsonElement value)
    {
        value = claims;
        foreach (var step in _steps)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out var member)) value = member;
            else if (value.ValueKind == JsonValueKind.Array && TryIndex(step, out var index) && index < value.GetArrayLength()) value = value[index];
            else return false;
        }

        return value.ValueKind != JsonValueKind.Null;
    }

    // RFC 6901 §4: digits without leading zeros.
    private static bool TryIndex(string step, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index) && (step[0] != '0' || step.Length == 1);
}
