using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A claim as a text that may leave the broker: in a session name, a policy, a variable.</summary>
internal static class ClaimText
{
    /// <returns>
    /// A text as it stands, an integer as the token has it, or <c>true</c> or <c>false</c>; or the refusal. Whatever else a claim may be says too many things at once, or,
    /// being empty, none; and a control character or a line's end means something wherever it lands.
    /// </returns>
    public static Result<string> Of(ClaimPath path, Principal caller)
    {
        if (!path.TryFind(caller.Claims, out var claim)) return BrokerError.ClaimMissing(path.Text);
        if (Scalar(claim) is not { } text) return BrokerError.ClaimUnusable(path.Text, "is no text, integer or flag");
        if (text.Length == 0) return BrokerError.ClaimUnusable(path.Text, "is empty");
        return text.Any(IsControl) ? BrokerError.ClaimUnusable(path.Text, "contains a control character or a line break") : text;
    }

    private static string? Scalar(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => claim.TryGetText(out var text) ? text : null,
        JsonValueKind.Number => claim.GetRawText() is var digits && IsInteger(digits) ? digits : null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    // U+2028 and U+2029 end a line for some readers: among them those of .env files.
    private static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    // JSON has no leading zeros, but it has -0, 1.0 and 1e3: second spellings of one number.
    private static bool IsInteger(ReadOnlySpan<char> number) => number is not "-0" && !number.TrimStart('-').ContainsAnyExceptInRange('0', '9');
}
