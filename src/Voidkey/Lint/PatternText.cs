using Voidkey.Policy;

namespace Voidkey.Lint;

/// <summary>Shows a pattern as globs: <c>**</c> is any run of characters, <c>*</c> any run without <c>/</c> and <c>:</c>.</summary>
internal static class PatternText
{
    /// <returns>One glob an alternative. Of a number or a flag there is none.</returns>
    public static IReadOnlyList<string> Globs(ClaimPattern pattern) => pattern.Kind switch
    {
        PatternKind.Text or PatternKind.Glob => [pattern.Written],
        PatternKind.Regex => NearGlobs.Of(pattern.Written),
        _ => [],
    };

    /// <summary>True where a <c>.</c> between letters or digits stands for any character, and evidently was to stand for itself.</summary>
    public static bool HasBareDot(string expression)
    {
        for (var i = 0; i < expression.Length - 1; i++)
        {
            if (expression[i] == '\\') i++;
            else if (expression[i] == '[') i = NearGlobs.EndOfClass(expression, i);
            else if (char.IsAsciiLetterOrDigit(expression[i]) && expression[i + 1] == '.' && i + 2 < expression.Length && char.IsAsciiLetterOrDigit(expression[i + 2])) return true;
        }

        return false;
    }
}
