using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Voidkey.Providers.Sts;

/// <summary>Reads the XML that STS writes on every good day: elements and printable ASCII, one namespace at the root, nothing else.</summary>
/// <remarks>
/// It is no parser of XML, and decides nothing: whatever is not of that form (an attribute, an entity, a comment, an empty element, an element met twice)
/// it leaves to <see cref="System.Xml.XmlReader"/>. What it does read, the reader reads alike; a test compares the two. It costs a tenth.
/// </remarks>
internal ref struct PlainXml
{
    private const int MaxDepth = 8;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    // Printable ASCII less '&', '<', '>' and ']', which mean or may mean something.
    private static readonly SearchValues<byte> TextBytes =
        SearchValues.Create("!\"#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private readonly ReadOnlySpan<byte> _document;
    private int _position;

    private PlainXml(ReadOnlySpan<byte> document) => _document = document;

    private readonly ReadOnlySpan<byte> Rest => _document[_position..];

    /// <param name="path">The names from the root to the element whose children are wanted.</param>
    /// <param name="leaves">The names and texts of the children, in order.</param>
    /// <returns>False where the document is not of the plain form, or the element is not there exactly once.</returns>
    public static bool TryReadLeaves(ReadOnlySpan<byte> document, ReadOnlySpan<string> path, [NotNullWhen(true)] out List<(string Name, string Value)>? leaves)
    {
        leaves = null;
        var reader = new PlainXml(document);
        reader.Skip("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
        return reader.TryRead(path, ref leaves) && leaves is not null;
    }

    private bool TryRead(ReadOnlySpan<string> path, ref List<(string Name, string Value)>? leaves)
    {
        Span<Range> open = stackalloc Range[MaxDepth];
        var (depth, matched, seen) = (0, 0, 0);
        do
        {
            SkipBlanks();
            if (depth > 0 && Skip("</"u8))
            {
                if (!Skip(_document[open[--depth]]) || !Skip(">"u8)) return false;
                matched = Math.Min(matched, depth);
                continue;
            }

            if (depth == MaxDepth || !TryOpen(isRoot: depth == 0, out open[depth])) return false;

            var name = _document[open[depth]];
            var isOnPath = matched == depth && depth < path.Length && Ascii.Equals(name, path[depth]);
            if (isOnPath && matched++ < seen++) return false;
            if (isOnPath && matched == path.Length) leaves = [];

            // A child that is no plain text is what the reader must judge.
            var isWanted = matched == path.Length && !isOnPath;
            if (!TryReadText(out var text))
            {
                if (isWanted) return false;
                depth++;
            }
            else if (isOnPath || !Skip("</"u8) || !Skip(name) || !Skip(">"u8)) return false;
            else if (isWanted) leaves!.Add((Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(text)));
        }
        while (depth > 0);

        SkipBlanks();
        return Rest.IsEmpty;
    }

    /// <summary>Reads <c>&lt;name&gt;</c>; the root may say STS's namespace.</summary>
    private bool TryOpen(bool isRoot, out Range name)
    {
        name = default;
        if (!Skip("<"u8)) return false;

        var length = Rest.IndexOfAnyExcept(NameBytes);
        if (length <= 0 || !char.IsAsciiLetter((char)Rest[0])) return false;
        name = new Range(_position, _position + length);
        _position += length;
        if (isRoot) Skip(" xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\""u8);
        return Skip(">"u8);
    }

    /// <returns>True where text without any blank follows, up to the next tag.</returns>
    private bool TryReadText(out ReadOnlySpan<byte> text)
    {
        var length = Rest.IndexOfAnyExcept(TextBytes);
        text = length > 0 && Rest[length] == (byte)'<' ? Rest[..length] : default;
        _position += text.Length;
        return !text.IsEmpty;
    }

    private void SkipBlanks()
    {
        var length = Rest.IndexOfAnyExcept((byte)' ', (byte)'\n');
        _position = length < 0 ? _document.Length : _position + length;
    }

    private bool Skip(ReadOnlySpan<byte> expected)
    {
        if (!Rest.StartsWith(expected)) return false;
        _position += expected.Length;
        return true;
    }
}
