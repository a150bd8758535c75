namespace Voidkey.Lint;

/// <summary>Reads a regular expression as globs that are near it: alternatives are told apart, <c>.*</c> is <c>**</c>, a class is <c>*</c>.</summary>
/// <remarks>Near enough for a look at where it reaches; nothing is decided by it.</remarks>
internal sealed class NearGlobs
{
    // Groups of alternatives behind each other multiply. What is beyond this is not looked at.
    private const int Most = 64;

    private readonly string _expression;
    private int _at;

    private NearGlobs(string expression) => _expression = expression;

    public static IReadOnlyList<string> Of(string expression) => new NearGlobs(expression).ReadAlternatives();

    /// <returns>Where the class that begins at <paramref name="open"/> ends.</returns>
    public static int EndOfClass(string expression, int open)
    {
        for (var i = open + 2; i < expression.Length; i++)
        {
            if (expression[i - 1] == '\\') i++;
            else if (expression[i] == ']') return i;
        }

        return expression.Length - 1;
    }

    private List<string> ReadAlternatives()
    {
        var (all, current) = (new List<string>(), new List<string> { "" });
        while (_at < _expression.Length && _expression[_at] != ')')
        {
            if (_expression[_at] != '|')
            {
                current = Join(current, ReadPiece());
                continue;
            }

            all.AddRange(current);
            current = [""];
            _at++;
        }

        all.AddRange(current);
        return all;
    }

    private IReadOnlyList<string> ReadPiece()
    {
        var c = _expression[_at++];
        if (c == '(') return ReadGroup();
        if (c is '^' or '$') return [""];
        if (c == '[') _at = EndOfClass(_expression, _at - 1) + 1;

        var isAny = c == '.';
        var isSome = c == '[';
        if (c == '\\' && _at < _expression.Length)
        {
            c = _expression[_at++];
            isSome = char.IsAsciiLetterOrDigit(c);
        }

        var isRepeated = SkipQuantifier();
        return isAny && isRepeated ? ["**"] : isSome || isRepeated ? ["*"] : [c.ToString()];
    }

    private List<string> ReadGroup()
    {
        // (?:…) (?i) (?<name>…)
        if (_at < _expression.Length && _expression[_at] == '?')
        {
            while (_at < _expression.Length && _expression[_at] is not (':' or ')' or '>')) _at++;
            if (_at < _expression.Length && _expression[_at] != ')') _at++;
        }

        var inner = ReadAlternatives();
        _at++;
        SkipQuantifier();
        return inner;
    }

    /// <returns>True where what stands before may stand more than once.</returns>
    private bool SkipQuantifier()
    {
        var isRepeated = false;
        while (_at < _expression.Length && _expression[_at] is '*' or '+' or '?' or '{')
        {
            isRepeated |= _expression[_at] != '?';
            _at = _expression[_at] == '{' && _expression.IndexOf('}', _at) is > 0 and var close ? close + 1 : _at + 1;
        }

        return isRepeated;
    }

    private static List<string> Join(List<string> begun, IReadOnlyList<string> pieces)
    {
        if (pieces is [""]) return begun;

        // Two stars in a row would be the other star.
        return [.. begun.SelectMany(start => pieces.Select(piece => piece == "*" && start.EndsWith('*') ? start : start + piece)).Take(Most)];
    }
}
