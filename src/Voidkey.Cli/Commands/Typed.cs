namespace Voidkey.Cli.Commands;

/// <summary>Repeats what somebody typed, unless it may be a token in the wrong place: messages end up in CI logs.</summary>
internal static class Typed
{
    private const int MaxLength = 60;

    public static string Shown(string text) => LooksLikeToken(text) || text.Length > MaxLength ? "(not shown: it may be a token)" : text;

    /// <summary>A JWT begins with <c>{"</c> in base64.</summary>
    public static bool LooksLikeToken(string text) => text.Contains("eyJ", StringComparison.Ordinal) && text.Contains('.');
}
