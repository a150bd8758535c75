using Voidkey.Access;

namespace Voidkey.Providers.Gcp;

/// <summary>Where claims may stand in an expression (Common Expression Language): within the quotes of a text, where they can be nothing else.</summary>
/// <remarks>Nothing is parsed. What would make it hard to see where a text ends, escapes, comments and triple quotes, may not stand beside a claim.</remarks>
internal static class ClaimsInCel
{
    /// <returns>What is wrong with a claim in it, and whether it would let callers have what is another's; null where nothing is.</returns>
    public static (string Message, bool IsUnsafe)? Fault(ClaimTemplate expression)
    {
        if (expression.Fixed is not null) return null;
        if (expression.Literals.Any(static literal => literal.Contains("'''", StringComparison.Ordinal) || literal.Contains("\"\"\"", StringComparison.Ordinal))) return ("beside a claim a text has quotes of one, not of three", false);
        if (expression.Literals.Any(static literal => literal.Contains("matches", StringComparison.Ordinal))) return ("a claim must not become part of a pattern; compare with startsWith() or ==", true);

        var (quote, isPrefix) = (default(char), false);
        for (var i = 0; i < expression.Literals.Count; i++)
        {
            if (quote != default && isPrefix && i > 0 && expression.Literals[i].StartsWith(quote))
                return ("a prefix that ends with a claim is the beginning of other callers' names too; end it with a '/'", true);
            if (Follow(expression.Literals[i], ref quote, ref isPrefix) is { } fault) return (fault, false);
            if (i < expression.Literals.Count - 1 && quote == default) return ("in an expression a claim stands within quotes", false);
        }

        return null;
    }

    private static string? Follow(string literal, ref char quote, ref bool isPrefix)
    {
        for (var i = 0; i < literal.Length; i++)
        {
            var c = literal[i];
            if (c == '\\') return "beside a claim an expression has no backslash";
            if (quote == default && c == '/' && literal.AsSpan(i).StartsWith("//")) return "beside a claim an expression has no comment";
            if (quote == default && c is '\'' or '"') (quote, isPrefix) = (c, IsArgumentOfStartsWith(literal.AsSpan(0, i)));
            else if (c == quote) quote = default;
        }

        return null;
    }

    // An r or a b before the quotes makes the text raw, or bytes.
    private static bool IsArgumentOfStartsWith(ReadOnlySpan<char> before) => before.TrimEnd("rRbB").TrimEnd().EndsWith("startsWith(");
}
