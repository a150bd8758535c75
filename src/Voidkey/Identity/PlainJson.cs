using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace Voidkey.Identity;

/// <summary>Finds the members of a JSON object as identity providers write it: no escapes, no blanks between, whole numbers, nothing twice.</summary>
/// <remarks>
/// It is no parser of JSON, and refuses nothing: whatever is not of that form it leaves to <see cref="StrictJson.TryReadObject"/>. What it does read, that reads alike; a test compares the two.
/// It builds nothing, and costs a quarter.
/// </remarks>
internal ref struct PlainJson
{
    private const int MaxMembers = 64;

    // A double holds all of them exactly.
    private const int MaxDigits = 15;

    // None of these stands in a text, unless it is escaped; so whether any is there can be asked of the whole at once.
    private static readonly SearchValues<byte> Unplain = SearchValues.Create([(byte)'\\', .. Enumerable.Range(0, ' ').Select(static control => (byte)control)]);

    private readonly ReadOnlySpan<byte> _json;

    // Those of the objects that are open, outermost first: a name is compared with the others of its object.
    private readonly Span<Member> _members;
    private int _count;
    private int _position;

    private PlainJson(ReadOnlySpan<byte> json, Span<Member> members)
    {
        _json = json;
        _members = members;
    }

    /// <summary>The next byte; 0 at the end.</summary>
    private readonly byte Next => _position < _json.Length ? _json[_position] : (byte)0;

    /// <returns>False where it is not of the plain form; it may still be good JSON.</returns>
    public static bool TryFindMembers(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Member[]? members)
    {
        members = null;
        if (json.ContainsAny(Unplain) || !Utf8.IsValid(json)) return false;

        var reader = new PlainJson(json, stackalloc Member[MaxMembers]);
        if (!reader.TryReadObject(depth: 0) || reader.Next != 0) return false;

        members = reader._members[..reader._count].ToArray();
        return true;
    }

    private bool TryReadObject(int depth)
    {
        if (depth == StrictJson.MaxDepth || !Skip((byte)'{')) return false;
        if (Skip((byte)'}')) return true;

        var first = _count;
        do
        {
            if (!TryReadMember(first, depth)) return false;
        }
        while (Skip((byte)','));

        // The outermost object's own members are what was looked for.
        if (depth > 0) _count = first;
        return Skip((byte)'}');
    }

    private bool TryReadMember(int first, int depth)
    {
        if (_count == _members.Length || Next != (byte)'"') return false;
        var nameStart = _position + 1;
        if (!TryReadText()) return false;
        var name = _json[nameStart..(_position - 1)];
        foreach (ref readonly var other in _members[first.._count])
        {
            if (other.NameLength == name.Length && other.NameIn(_json).SequenceEqual(name)) return false;
        }

        if (!Skip((byte)':')) return false;
        var (own, valueStart) = (_count++, _position);
        if (!TryReadValue(depth)) return false;
        _members[own] = new Member(nameStart, name.Length, valueStart, _position - valueStart);
        return true;
    }

    private bool TryReadValue(int depth) => Next switch
    {
        (byte)'"' => TryReadText(),
        (byte)'{' => TryReadObject(depth + 1),
        (byte)'[' => TryReadList(depth + 1),
        (byte)'t' => Skip("true"u8),
        (byte)'f' => Skip("false"u8),
        (byte)'n' => Skip("null"u8),
        _ => TryReadNumber(),
    };

    private bool TryReadList(int depth)
    {
        if (depth == StrictJson.MaxDepth || !Skip((byte)'[')) return false;
        if (Skip((byte)']')) return true;
        do
        {
            if (!TryReadValue(depth)) return false;
        }
        while (Skip((byte)','));
        return Skip((byte)']');
    }

    private bool TryReadText()
    {
        if (!Skip((byte)'"')) return false;

        var length = _json[_position..].IndexOf((byte)'"');
        _position += length + 1;
        return length >= 0;
    }

    // What makes more of it than its digits say (a point, an exponent) stands where nothing but ',', ']' or '}' may.
    private bool TryReadNumber()
    {
        var start = _position;
        while (_position < _json.Length && char.IsAsciiDigit((char)_json[_position])) _position++;

        var digits = _position - start;
        return digits == 1 || (digits is > 1 and <= MaxDigits && _json[start] != (byte)'0');
    }

    private bool Skip(byte expected)
    {
        if (Next != expected) return false;
        _position++;
        return true;
    }

    private bool Skip(ReadOnlySpan<byte> expected)
    {
        if (!_json[_position..].StartsWith(expected)) return false;
        _position += expected.Length;
        return true;
    }

    /// <summary>Where one member stands: its name without the quotation marks, its value with them where it is a text.</summary>
    internal readonly record struct Member(int NameStart, int NameLength, int ValueStart, int ValueLength)
    {
        public ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> json) => json.Slice(NameStart, NameLength);

        public ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> json) => json.Slice(ValueStart, ValueLength);
    }
}
