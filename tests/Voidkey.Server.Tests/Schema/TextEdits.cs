using System.Text;

namespace Voidkey.Server.Tests.Schema;

/// <summary>What can be done to a text, whatever it says.</summary>
internal static class TextEdits
{
    /// <summary>The kind of those that make a condition a text.</summary>
    public const string NoColon = "a condition without its colon";

    private const string SameText = "the same text to YAML";
    private const string Claim = "a claim that must be just this text, which none is";

    private static readonly string[] Conditions = ["not ", "regex ", "contains ", "containsAny ", "containsAll ", "exists "];

    public static IEnumerable<Edit> All(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        for (var i = 1; i <= lines.Length; i++)
        {
            var line = lines[i - 1];
            if (line.StartsWith('#')) continue;
            var indent = line.Length - line.TrimStart().Length;

            // Some of it at every line would be much of the same.
            switch (i % 7)
            {
                case 0: yield return At(i, "a NUL", line + "\0"); break;
                case 1: yield return At(i, "a control character", line + " # \u001b[2J"); break;
                case 2: yield return At(i, "a BOM within", "\ufeff" + line); break;
                case 3:
                    var bare = line.Replace(":", "", StringComparison.Ordinal);
                    yield return At(i, "no colon", bare) with { Lines = Around(i), MayLoad = Conditions.Any(bare.TrimStart().StartsWith) ? Claim : null };
                    break;
                case 4: yield return At(i, "a tab before it", "\t" + line) with { Lines = Around(i) }; break;
                case 5: yield return At(i, "a comment behind it", line + " # harmless") with { MayLoad = SameText }; break;
                default: yield return At(i, "a line of rubbish", "}{" + line); break;
            }

            if (Array.Find(Conditions, word => line.TrimStart().StartsWith($"{word.TrimEnd()}:", StringComparison.Ordinal)) is not null)
                yield return At(i, NoColon, line.Replace(":", "", StringComparison.Ordinal)) with { Lines = Around(i), MayLoad = Claim };
            if (indent > 0 && i % 3 == 0) yield return At(i, "indented a little less", line[1..]) with { Lines = [.. Around(i), BehindAllOf(lines, i)], MayLoad = SameText };
        }

        yield return new Edit("a second document", "", $"{text}---\n{text}", [lines.Length + 1]);
        yield return new Edit("another document before it", "", $"a: b\n---\n{text}", [2]);
        yield return new Edit("itself twice", "", text + text, [.. Enumerable.Range(lines.Length + 1, lines.Length)]);
        yield return new Edit("a list of it", "", string.Join('\n', lines.Select(static (line, i) => (i == 2 ? "- " : "  ") + line)) + "\n", [.. Enumerable.Range(1, 3)]);
        yield return new Edit("nothing at all", "", "", [1]);
        yield return new Edit("comments alone", "", "# nothing\n", [1]);
        yield return new Edit("an anchor bomb", "", $"{text}zzz:\n{Bomb()}", [.. Enumerable.Range(lines.Length + 1, 12)]);
        yield return new Edit("a deep nest", "", $"{text}zzz: {new string('[', 64)}{new string(']', 64)}\n", [lines.Length + 1]);
        yield return new Edit("a merge of itself", "", $"{text}zzz: &a\n  <<: *a\n", [lines.Length + 1, lines.Length + 2]);
        yield return new Edit("cut in the middle of a line", "", text[..(text.IndexOf("issuer: https", StringComparison.Ordinal) + 18)], [.. Enumerable.Range(1, lines.Length)]);
        yield return new Edit("a half surrogate", "", text.Replace("clientId: voidkey", "clientId: \"\\ud800\"", StringComparison.Ordinal), [LineOf(lines, "clientId: voidkey")]);

        yield return new Edit("a BOM before it", "", "\ufeff" + text, []) { MayLoad = SameText };
        yield return new Edit("lines of the other kind", "", text.Replace("\n", "\r\n", StringComparison.Ordinal), []) { MayLoad = SameText };
        yield return new Edit("a document's mark before it", "", "---\n" + text, []) { MayLoad = SameText };
        yield return new Edit("a document's end behind it", "", text + "...\n", []) { MayLoad = SameText };
        yield return new Edit("no line break at its end", "", text.TrimEnd('\n'), []) { MayLoad = SameText };
        yield return new Edit("blank lines", "", text.Replace("\n", "\n\n", StringComparison.Ordinal), []) { MayLoad = SameText };
        yield return new Edit("blanks at the ends of lines", "", text.Replace("\n", "  \n", StringComparison.Ordinal), []) { MayLoad = SameText };

        Edit At(int line, string kind, string by) => new(kind, $"line {line}", string.Join('\n', [.. lines[..(line - 1)], by, .. lines[line..]]) + "\n", [line]);
    }

    // YAML notices what is missing where it cannot go on.
    private static int[] Around(int line) => [line - 1, line, line + 1];

    // What follows a line and all that is indented more: the next of its siblings, if it has one.
    private static int BehindAllOf(string[] lines, int line)
    {
        var indent = Indent(lines[line - 1]);
        while (line < lines.Length && Indent(lines[line]) > indent) line++;
        return line + 1;

        static int Indent(string text) => text.Length - text.TrimStart().Length;
    }

    private static int LineOf(string[] lines, string piece) => Array.FindIndex(lines, line => line.Contains(piece, StringComparison.Ordinal)) + 1;

    private static string Bomb()
    {
        var bomb = new StringBuilder("  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++) bomb.Append("  a").Append(i).Append(": &a").Append(i).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        return bomb.ToString();
    }
}
