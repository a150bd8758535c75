namespace Voidkey.Cli.Setup;

/// <summary>The lines of a file with sections in brackets, as the aws command line and git have them.</summary>
internal sealed class IniFile
{
    private readonly List<string> _lines;
    private readonly string _lineBreak;

    public IniFile(string text)
    {
        _lineBreak = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        _lines = [.. text.Split('\n').Select(static line => line.TrimEnd('\r'))];
        if (_lines[^1].Length == 0) _lines.RemoveAt(_lines.Count - 1);
    }

    /// <summary>The first line, counted from 1, that is no section, no member and no comment; null: there is none.</summary>
    public int? FirstStrange => _lines.FindIndex(static line => line.Trim() is var text and not "" && text[0] is not ('#' or ';' or '[') && !text.Contains('=') && !char.IsWhiteSpace(line[0])) is var index and >= 0 ? index + 1 : null;

    /// <summary>Whether something is left open at the end, so that a line more would belong to it.</summary>
    public bool IsOpen => _lines.Count > 0 && _lines[^1].EndsWith('\\');

    /// <summary>Where sections of that header begin.</summary>
    /// <param name="is">Judges what stands between the brackets.</param>
    public IReadOnlyList<int> Find(Func<string, bool> @is) => [.. _lines.Index().Where(line => HeaderOf(line.Item) is { } header && @is(header)).Select(static line => line.Index)];

    /// <summary>The lines of a section without its header, trimmed.</summary>
    public IReadOnlyList<string> Body(int header) =>
        [.. _lines.Skip(header + 1).TakeWhile(static line => HeaderOf(line) is null).Select(static line => line.Trim()).Where(static line => line.Length > 0)];

    /// <summary>Whether the header's line says more than its header.</summary>
    public bool HasMore(int header) => !_lines[header].TrimEnd().EndsWith(']');

    public void InsertBehind(int header, string line) => _lines.Insert(header + 1, line);

    public void Append(params IEnumerable<string> lines)
    {
        if (_lines.Count > 0 && _lines[^1].Trim().Length > 0) _lines.Add("");
        _lines.AddRange(lines);
    }

    public override string ToString() => string.Concat(_lines.Select(line => line + _lineBreak));

    private static string? HeaderOf(string line) => line.TrimStart() is ['[', .. var rest] && rest.IndexOf(']') is var end and >= 0 ? rest[..end].Trim() : null;
}
