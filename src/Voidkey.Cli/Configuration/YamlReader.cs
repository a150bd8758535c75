using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Voidkey.Cli.Configuration;

/// <summary>YAML → nodes with positions. Tags, anchors and aliases are refused: nobody needs them here, and they are how small files grow.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 8;
    private readonly Parser _parser;

    private YamlReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The mapping that the file is; null with a problem. An empty file is an empty mapping.</summary>
    public static (YamlMap? Map, ConfigProblem? Problem) Read(string text)
    {
        // The parser takes a NUL for the end of the file.
        if (Unprintable(text) is { } problem) return (null, problem);
        try
        {
            return (new YamlReader(text).ReadDocument(), null);
        }
        catch (Refused refused)
        {
            return (null, refused.Problem);
        }
        catch (YamlException failure)
        {
            // The parser's own words may quote the file.
            return (null, new ConfigProblem((int)Math.Max(1, failure.Start.Line), (int)Math.Max(1, failure.Start.Column), "this is not valid YAML here; look for wrong indentation, a tab, a missing quote or a missing colon"));
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // The scanner loses count of some brackets that are not closed; the parser makes URIs of tags before anybody can refuse them.
            return (null, new ConfigProblem(1, 1, "this is not valid YAML; look for a bracket that is not closed, or for a tag, such as !name"));
        }
    }

    private static ConfigProblem? Unprintable(string text)
    {
        for (int i = 0, line = 1, start = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') (line, start) = (line + 1, i + 1);
            else if (text[i] is (< ' ' and not ('\t' or '\r')) or (>= '\x7f' and <= '\x9f') or '\ufffd' or '\ufeff') return new ConfigProblem(line, i - start + 1, "there is a control character here; remove it");
        }

        return null;
    }

    private YamlMap ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return new YamlMap(1, 1, []);
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _)) throw Refuse(_parser.Current!, "one document a file");
        return root switch
        {
            YamlMap map => map,
            YamlText { Text: "" } => new YamlMap(1, 1, []),
            _ => throw new Refused(new ConfigProblem(root.Line, root.Column, "the file must be a mapping of members, such as `broker_url: https://voidkey.example.com`")),
        };
    }

    private YamlNode ReadNode(int depth)
    {
        var next = _parser.Current ?? throw new YamlException("the document ends here");
        if (depth > MaxDepth) throw Refuse(next, $"nested more than {MaxDepth} levels deep");
        if (next is AnchorAlias or NodeEvent { Anchor.IsEmpty: false }) throw Refuse(next, "anchors and aliases are not read; write it out");
        if (next is NodeEvent { Tag.IsEmpty: false }) throw Refuse(next, "tags are not read; remove it");
        if (_parser.TryConsume<Scalar>(out var scalar)) return Text(scalar);

        var (line, column) = ((int)next.Start.Line, (int)next.Start.Column);
        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
            return new YamlList(line, column, items);
        }

        _parser.Consume<MappingStart>();
        var members = new List<YamlMember>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(depth + 1) is not YamlText name) throw Refuse(next, "a member's name must be a text");
            members.Add(new YamlMember(name, ReadNode(depth + 1)));
        }

        return new YamlMap(line, column, members);
    }

    private static YamlText Text(Scalar scalar) =>
        new((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, (int)scalar.Start.Index, (int)scalar.End.Index);

    private static Refused Refuse(ParsingEvent at, string text) => new(new ConfigProblem((int)at.Start.Line, (int)at.Start.Column, text));

    private sealed class Refused(ConfigProblem problem) : Exception
    {
        public ConfigProblem Problem => problem;
    }
}
