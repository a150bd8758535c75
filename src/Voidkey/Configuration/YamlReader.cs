using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Voidkey.Configuration;

/// <summary>YAML text → nodes with positions. Tags are refused; depth and what aliases may add are bounded.</summary>
internal sealed class YamlReader
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many nodes the aliases of one file may add when followed: a few levels of aliases grow exponentially.</summary>
    public const int MaxAliasedNodes = 100_000;

    private const string NotValid = "this is not valid YAML here; look for wrong indentation, a missing quote or a missing colon";

    private readonly string _file;
    private readonly ConfigProblems _problems;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);
    private int _aliasedNodes;

    private YamlReader(string file, string text, ConfigProblems problems)
    {
        _file = file;
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    /// <returns>The one document's mapping, or null with at least one problem reported.</returns>
    public static ConfigMapping? Read(string file, string text, ConfigProblems problems)
    {
        // The parser takes a NUL for the end of the file, and passes over other characters that YAML does not allow.
        if (IndexOfUnprintable(text) is >= 0 and var at)
        {
            var before = text.AsSpan(0, at);
            problems.Report(ConfigCodes.Yaml, new ConfigPosition(file, before.Count('\n') + 1, at - before.LastIndexOf('\n')), "", "there is a control character here; remove it, or write it as an escape");
            return null;
        }

        var reader = new YamlReader(file, text, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException failure)
        {
            // The parser's own texts may quote the file, and a file may hold a secret: the position is enough.
            problems.Report(ConfigCodes.Yaml, failure is not RefusedYamlException && failure.Start is { Line: 1, Column: 1 } ? reader.Behind(text) : reader.At(failure.Start), "", WithoutQuotes(failure));
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // The scanner loses count of some flow collections that are not closed; the parser makes URIs of tags before anybody can refuse them.
            problems.Report(ConfigCodes.Yaml, reader.Behind(text), "", NotValid);
            return null;
        }
    }

    // YAML 1.2 §5.1, and not the C1 controls: NEL ends a line for some readers and not for others.
    private static int IndexOfUnprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (< ' ' and not ('\t' or '\n' or '\r')) or (>= '\x7f' and <= '\x9f') or '\ufeff' or '\ufffe' or '\uffff') return i;
        }

        return -1;
    }

    private static string WithoutQuotes(YamlException failure) => failure switch
    {
        AnchorNotFoundException => "this alias names an anchor that is not defined before it",
        _ when failure is RefusedYamlException => failure.Message,
        SyntaxErrorException or SemanticErrorException => NotValid,
        _ => "this cannot be read as YAML",
    };

    private ConfigMapping? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            _problems.Report(ConfigCodes.Yaml, new ConfigPosition(_file, 1, 1), "", "the file is empty");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _)) throw Refuse(_parser.Current!, "one document a file; put the second one into a file of its own");

        if (root is ConfigMapping mapping) return mapping;
        _problems.Report(ConfigCodes.Yaml, root.Position, "", "the file must be a mapping of members, such as 'clientIdps:'");
        return null;
    }

    private ConfigNode ReadNode(int depth)
    {
        var next = _parser.Current ?? throw new YamlException("the document ends here");
        if (depth > MaxDepth) throw Refuse(next, $"nested more than {MaxDepth} levels deep");
        if (next is NodeEvent { Tag.IsEmpty: false }) throw Refuse(next, "tags are not read; remove it");

        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Follow(alias);
        if (_parser.TryConsume<Scalar>(out var scalar)) return Anchored(scalar, new ConfigScalar(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain));
        if (_parser.TryConsume<SequenceStart>(out var sequence)) return Anchored(sequence, ReadSequence(sequence, depth));
        return ReadMapping(_parser.Consume<MappingStart>(), depth);
    }

    private ConfigNode Follow(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target)) throw new AnchorNotFoundException(alias.Start, alias.End, "");
        if (target.Size > MaxAliasedNodes - _aliasedNodes) throw Refuse(alias, $"the aliases of this file add more than {MaxAliasedNodes} nodes");
        _aliasedNodes += target.Size;
        return target;
    }

    private ConfigSequence ReadSequence(SequenceStart start, int depth)
    {
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new ConfigSequence(At(start), items);
    }

    private ConfigNode ReadMapping(MappingStart start, int depth)
    {
        var members = new List<ConfigMember>();
        var merged = new List<ConfigMapping>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not ConfigScalar name) throw new RefusedYamlException(key.Position, "a member's name must be a text");

            if (name is { IsPlain: true, Text: "<<" }) merged.AddRange(Mappings(value));
            else if (names.Add(name.Text)) members.Add(new ConfigMember(name.Text, name.Position, value));
            else _problems.Report(ConfigCodes.Duplicate, name.Position, name.Text, "this member stands twice in the same place; remove one");
        }

        // YAML's merge key: what stands in the mapping itself wins, then the first mapping merged.
        foreach (var member in merged.SelectMany(static mapping => mapping.Members).Where(member => names.Add(member.Name))) members.Add(member);

        // Of the pair in [name: value] the parser does not say where it begins.
        return Anchored(start, new ConfigMapping(start.Start.Index == 0 && depth > 1 && members.Count > 0 ? members[0].Position : At(start), members));
    }

    private static IEnumerable<ConfigMapping> Mappings(ConfigNode value) => value switch
    {
        ConfigMapping mapping => [mapping],
        ConfigSequence sequence => sequence.Items.SelectMany(Mappings),
        _ => throw new RefusedYamlException(value.Position, "'<<' merges mappings, and this is none"),
    };

    private ConfigNode Anchored(NodeEvent node, ConfigNode value)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = value;
        return value;
    }

    private ConfigPosition At(ParsingEvent node) => At(node.Start);

    private ConfigPosition At(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    // Where the parser does not say where: the first line with a tab in its indentation behind what was read, else what was read last.
    private ConfigPosition Behind(string text)
    {
        var last = _parser.Current?.Start ?? Mark.Empty;
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            if (++line > last.Line && content[..^content.TrimStart().Length].IndexOf('\t') is >= 0 and var tab) return new ConfigPosition(_file, line, tab + 1);
        }

        return At(last);
    }

    private static RefusedYamlException Refuse(ParsingEvent at, string message) => new(at.Start, at.End, message);

    private sealed class RefusedYamlException : YamlException
    {
        public RefusedYamlException(Mark start, Mark end, string message)
            : base(start, end, message)
        {
        }

        public RefusedYamlException(ConfigPosition at, string message)
            : this(new Mark(0, Math.Max(at.Line, 1), Math.Max(at.Column, 1)), new Mark(0, Math.Max(at.Line, 1), Math.Max(at.Column, 1)), message)
        {
        }
    }
}
