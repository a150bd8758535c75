using System.Diagnostics.CodeAnalysis;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Templates;

/// <summary>Text → template. What is wrong is told with line and column, counted from 1.</summary>
internal sealed class TemplateReader
{
    public const int MaxLength = 64 * 1024;
    private const int MaxDepth = 8;

    private readonly string _text;
    private int _at;
    private int _open;
    private bool _trimNext;

    private TemplateReader(string text) => _text = text;

    public static (Template? Template, string? Problem) Read(string text)
    {
        if (text.Length > MaxLength) return (null, "it is over 64 KiB");
        var reader = new TemplateReader(text);
        try
        {
            var nodes = reader.ReadNodes(0, out var end);
            return end is null ? (new Template(nodes), null) : (null, reader.Place($"there is nothing that {{{{ {end} }}}} could end"));
        }
        catch (Refused refused)
        {
            return (null, refused.Problem);
        }
    }

    /// <param name="depth">In how many blocks this stands.</param>
    /// <param name="end">The word that ended it, <c>end</c> or <c>else</c>; null: the text did.</param>
    private List<TemplateNode> ReadNodes(int depth, out string? end)
    {
        if (depth > MaxDepth) throw Refuse($"blocks in blocks, more than {MaxDepth} deep");
        var nodes = new List<TemplateNode>();
        while (true)
        {
            var open = _text.IndexOf("{{", _at, StringComparison.Ordinal);
            var text = open < 0 ? _text[_at..] : _text[_at..open];
            if (_trimNext) text = text.TrimStart();
            var trims = open >= 0 && _text.AsSpan(open).StartsWith("{{- ");
            if (trims) text = text.TrimEnd();
            if (text.Length > 0) nodes.Add(new TextNode(text));
            if (open < 0)
            {
                (_at, end) = (_text.Length, null);
                return nodes;
            }

            _at = _open = open;
            var words = new TemplateWords(ReadAction(trims));
            if (words.IsEmpty) continue;
            end = words.TakeWord("end") ? "end" : words.TakeWord("else") ? "else" : null;
            if (end is not null)
            {
                if (!words.IsAtEnd) throw Refuse($"nothing may follow {end}");
                return nodes;
            }

            nodes.Add(ReadNode(words, depth, open));
        }
    }

    private TemplateNode ReadNode(TemplateWords words, int depth, int open)
    {
        if (words.TakeWord("if"))
        {
            var condition = ReadPipeline(words);
            var then = ReadNodes(depth + 1, out var end);
            List<TemplateNode> otherwise = end == "else" ? ReadNodes(depth + 1, out end) : [];
            return end == "end" ? new IfNode(condition, then, otherwise) : throw Refuse("an if has no end", open);
        }

        if (words.TakeWord("range"))
        {
            var list = ReadOperand(words);
            if (!words.IsAtEnd || list.Field is not ("Keys" or "Variables")) throw Refuse("range goes through .Keys or .Variables", open);
            var body = ReadNodes(depth + 1, out var end);
            return end == "end" ? new RangeNode(list, body) : throw Refuse("a range has no end", open);
        }

        return new ValueNode(ReadPipeline(words));
    }

    /// <summary>What stands between the braces, without comments and trim markers; the position is behind them.</summary>
    private string ReadAction(bool trims)
    {
        var start = _at + (trims ? 3 : 2);
        var close = CloseOf(start);
        if (close < 0) throw Refuse("a {{ has no }}", _at);
        _trimNext = close - 2 >= start && _text[close - 1] == '-' && char.IsWhiteSpace(_text[close - 2]);
        var action = _text[start..(_trimNext ? close - 1 : close)].Trim();
        _at = close + 2;
        if (!action.StartsWith("/*", StringComparison.Ordinal)) return action.Length > 0 ? action : throw Refuse("there is nothing between {{ and }}");
        return action.Length >= 4 && action.EndsWith("*/", StringComparison.Ordinal) ? "" : throw Refuse("a comment ends with */ and stands alone");
    }

    /// <summary>Where the braces close, which a text in quotes may have too.</summary>
    private int CloseOf(int start)
    {
        for (int i = start, quoted = 0; i < _text.Length - 1; i++)
        {
            if (quoted != 0 && _text[i] == '\\') i++;
            else if (_text[i] == '"') quoted ^= 1;
            else if (quoted == 0 && _text[i] == '}' && _text[i + 1] == '}') return i;
        }

        return -1;
    }

    private Pipeline ReadPipeline(TemplateWords words)
    {
        var first = ReadOperand(words);
        var calls = new List<Call>();
        while (words.TakePipe())
        {
            if (!words.TakeName(out var function)) throw Refuse("a function is missing behind |");
            if (!TemplateFunctions.Names.Contains(function)) throw Refuse($"there is no function {Typed.Shown(function)}{Suggestion.For(function, TemplateFunctions.Names)}");
            var argument = words.TakeText();
            if (argument is null == (function == TemplateFunctions.Default)) throw Refuse(argument is null ? "default needs a text in quotes" : $"{function} takes nothing");
            calls.Add(new Call(function, argument));
        }

        return words.IsAtEnd ? new Pipeline(first, calls) : throw Refuse("this is not understood; a value is .NAME or \"text\", and | leads to a function");
    }

    private Operand ReadOperand(TemplateWords words)
    {
        if (words.TakeText() is { } literal) return new Operand(literal, "", false);
        return words.TakeField(out var field, out var fromRoot) ? new Operand(null, field, fromRoot) : throw Refuse("a value is missing: .NAME, or a text in quotes");
    }

    private Refused Refuse(string problem, int? at = null) => new(Place(problem, at));

    private string Place(string problem, int? at = null)
    {
        var before = _text.AsSpan(0, at ?? _open);
        return $"{before.Count('\n') + 1}:{before.Length - before.LastIndexOf('\n')}: {problem}";
    }

    [SuppressMessage("Design", "CA1064", Justification = "Never leaves this class.")]
    private sealed class Refused(string problem) : Exception
    {
        public string Problem => problem;
    }
}
