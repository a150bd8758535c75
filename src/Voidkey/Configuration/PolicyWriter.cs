using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voidkey.Configuration;

/// <summary>Writes a policy without blanks, in the pieces that stand between its marks.</summary>
internal sealed class PolicyWriter
{
    private readonly List<string> _pieces = [];
    private readonly StringBuilder _json = new();

    /// <summary>Where a claim must not stand, if one does.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<string> Cut(JsonElement document)
    {
        Write(document);
        EndPiece();
        return _pieces;
    }

    private void Write(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll('{', '}', value.EnumerateObject(), member =>
                {
                    WriteName(member.Name);
                    Write(member.Value);
                });
                break;
            case JsonValueKind.Array:
                WriteAll('[', ']', value.EnumerateArray(), Write);
                break;
            case JsonValueKind.String:
                WriteText(value.GetString()!);
                break;
            default:
                _json.Append(value.GetRawText());
                break;
        }
    }

    private void WriteAll<T>(char open, char close, IEnumerable<T> entries, Action<T> write)
    {
        _json.Append(open);
        var separator = "";
        foreach (var entry in entries)
        {
            _json.Append(separator);
            write(entry);
            separator = ",";
        }

        _json.Append(close);
    }

    private void WriteName(string name)
    {
        // In YAML nothing is substituted in a name; whoever writes a claim there all the same is told.
        if (name.Contains(PolicyReader.Mark, StringComparison.Ordinal) || name.Contains("${claim:", StringComparison.Ordinal)) Fault ??= "a claim does not stand in a member's name";
        _json.Append('"').Append(Escaped(name)).Append("\":");
    }

    private void WriteText(string text)
    {
        _json.Append('"');
        var start = 0;
        for (var at = text.IndexOf(PolicyReader.Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(PolicyReader.Mark, start))
        {
            // After a '$' a claim that begins with '{' would open a variable, and within one it would name it.
            if (IsInVariable(text.AsSpan(0, at))) Fault ??= "a claim does not stand right after a '$', nor within a '${…}' of the cloud's: it would choose the variable";
            _json.Append(Escaped(text[start..at]));
            EndPiece();
            start = at + 1;
        }

        _json.Append(Escaped(text[start..])).Append('"');
    }

    private static bool IsInVariable(ReadOnlySpan<char> before) => before.EndsWith("$") || before.LastIndexOf("${") > before.LastIndexOf('}');

    private void EndPiece()
    {
        _pieces.Add(_json.ToString());
        _json.Clear();
    }

    private static string Escaped(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
}
