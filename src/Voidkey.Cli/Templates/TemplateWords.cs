using System.Text;

namespace Voidkey.Cli.Templates;

/// <summary>The words between two braces, taken from left to right.</summary>
internal sealed class TemplateWords(string action)
{
    private int _at;

    public bool IsEmpty => action.Length == 0;

    public bool IsAtEnd
    {
        get
        {
            Skip();
            return _at == action.Length;
        }
    }

    public bool TakeWord(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (!action.AsSpan(_at).StartsWith(word) || (end < action.Length && IsNamePart(action[end]))) return false;
        _at = end;
        return true;
    }

    public bool TakePipe()
    {
        Skip();
        if (_at == action.Length || action[_at] != '|') return false;
        _at++;
        return true;
    }

    public bool TakeName(out string name)
    {
        Skip();
        var start = _at;
        while (_at < action.Length && IsNamePart(action[_at])) _at++;
        name = action[start.._at];
        return name.Length > 0;
    }

    /// <summary><c>.NAME</c>, <c>$.NAME</c>, or the dot alone.</summary>
    public bool TakeField(out string field, out bool fromRoot)
    {
        Skip();
        var rest = action.AsSpan(_at);
        (field, fromRoot) = ("", rest.StartsWith("$."));
        if (!fromRoot && !rest.StartsWith(".")) return false;
        _at += fromRoot ? 2 : 1;
        var start = _at;
        while (_at < action.Length && IsNamePart(action[_at])) _at++;
        field = action[start.._at];
        return !fromRoot || field.Length > 0;
    }

    /// <summary>A text in double quotes, with the escapes <c>\" \\ \n \t</c>; null: there is none.</summary>
    public string? TakeText()
    {
        Skip();
        if (_at == action.Length || action[_at] != '"') return null;
        var text = new StringBuilder();
        for (var i = _at + 1; i < action.Length; i++)
        {
            if (action[i] == '"')
            {
                _at = i + 1;
                return text.ToString();
            }

            if (action[i] != '\\') text.Append(action[i]);
            else if (++i < action.Length && action[i] is '"' or '\\') text.Append(action[i]);
            else if (i < action.Length && action[i] is 'n' or 't') text.Append(action[i] == 'n' ? '\n' : '\t');
            else return null;
        }

        return null;
    }

    private void Skip()
    {
        while (_at < action.Length && char.IsWhiteSpace(action[_at])) _at++;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
