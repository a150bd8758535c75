using System.Text.RegularExpressions;
using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Lint;

/// <summary>VK3012: a text that was to be a condition or a regular expression, and is compared character by character. In a <c>not</c> it keeps nobody out.</summary>
internal static partial class PlainTexts
{
    public static void Check(Way way, Findings findings)
    {
        foreach (var condition in way.Conditions)
        {
            foreach (var pattern in condition.Patterns.Where(static pattern => pattern.Pattern.Kind is PatternKind.Text or PatternKind.Glob))
            {
                if (Condition().Match(pattern.Pattern.Written) is { Success: true } word)
                    findings.Add(LintCodes.PlainText, way, condition, pattern.Position, $"this is a text that begins with '{word.Groups[1].Value}', and no condition; put a colon behind that word, without quotes around both");
                else if (Expression().IsMatch(pattern.Pattern.Written))
                    findings.Add(LintCodes.PlainText, way, condition, pattern.Position, "this reads like a regular expression, and is compared as it stands; say {regex: …} if that is meant");
            }
        }
    }

    // What claims do not begin with: a word of ours with a value behind it, its colon left out or within the quotes.
    [GeneratedRegex(@"\A(not|regex|contains|containsAny|containsAll|exists)(?::|[ \t]+[^ \t])", RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    // An anchor in front; an option or look-around; alternatives in parentheses; a negated class, or one of ranges; a repeated class or any character; an escaped dot. Brackets, backslashes,
    // dots and a dollar at the end may well stand in a claim: dependabot[bot], CORP\deploy, deploy.yml, HOST$. So may '.*' behind a letter: in a text it is a dot and a star.
    [GeneratedRegex(@"\A\^|\(\?[:=!<imsx-]|\([^()]*\|[^()]*\)|\[\^[^\]]|\[(?:\w-\w|[^\w\]])+\w*\](?:[+*?{]|\z)|\\[dws][+{]|[^\\]\\\.|\.\+|(?:\A|[/:])\.\*", RegexOptions.CultureInvariant)]
    private static partial Regex Expression();
}
