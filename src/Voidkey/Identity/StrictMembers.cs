using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Voidkey.Identity;

/// <summary>Finds the members of a JSON object in one pass that builds nothing, and judges the whole of it as <see cref="StrictJson.TryReadObject"/> does.</summary>
internal ref struct StrictMembers
{
    // Every name is compared with the others of its object: an object with more, or with an escaped name, is left to the platform's own way.
    private const int MaxCompared = 64;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = StrictJson.MaxDepth };

    private readonly ReadOnlySpan<byte> _json;

    // The members of the objects that are open, outermost first; and where those of each begin.
    private readonly List<Member> _members = new(32);
    private readonly Span<int> _starts;
    private int _depth;
    private bool _areCompared = true;

    private StrictMembers(ReadOnlySpan<byte> json, Span<int> starts)
    {
        _json = json;
        _starts = starts;
    }

    /// <returns>False where it is not UTF-8 throughout, no JSON object, deeper than <see cref="StrictJson.MaxDepth"/>, or has something twice at any level.</returns>
    public static bool TryFind(ReadOnlySpan<byte> json, [NotNullWhen(true)] out List<Member>? members)
    {
        members = null;
        if (!Utf8.IsValid(json)) return false;

        try
        {
            var found = new StrictMembers(json, stackalloc int[StrictJson.MaxDepth + 1]);
            if (found.Scan() && (found._areCompared || StrictJson.TryReadObject(json, out _))) members = found._members;
        }
        catch (JsonException)
        {
            // Not JSON.
        }

        return members is not null;
    }

    private bool Scan()
    {
        var reader = new Utf8JsonReader(_json, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;

        _starts[_depth++] = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && !TryAdd(ref reader)) return false;
            if (reader.TokenType == JsonTokenType.StartObject) _starts[_depth++] = _members.Count;
            else if (reader.TokenType == JsonTokenType.EndObject) Leave();

            // The value of one of the object's own members goes on to here, at least.
            if (reader.CurrentDepth == 1) CollectionsMarshal.AsSpan(_members)[^1].ValueEnd = (int)reader.BytesConsumed;
        }

        return true;
    }

    /// <summary>Reads a name and the first token of its value.</summary>
    /// <returns>False where the object has a member of this name.</returns>
    private bool TryAdd(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var name = reader.ValueSpan;
        _areCompared &= !reader.ValueIsEscaped && _members.Count < MaxCompared;
        if (_areCompared)
        {
            foreach (ref readonly var other in CollectionsMarshal.AsSpan(_members)[_starts[_depth - 1]..])
            {
                if (other.NameLength == name.Length && other.NameIn(_json).SequenceEqual(name)) return false;
            }
        }

        var (isEscaped, length) = (reader.ValueIsEscaped, name.Length);
        reader.Read();
        _members.Add(new Member(start + 1, length, isEscaped, (int)reader.TokenStartIndex));
        return true;
    }

    private void Leave()
    {
        // The outermost object's own members are what was looked for.
        if (--_depth > 0) _members.RemoveRange(_starts[_depth], _members.Count - _starts[_depth]);
    }

    /// <summary>Where one member stands.</summary>
    /// <param name="IsEscaped">True where the name holds escapes, so that its bytes are not those of the text.</param>
    internal record struct Member(int NameStart, int NameLength, bool IsEscaped, int ValueStart)
    {
        public int ValueEnd { get; set; }

        public readonly ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> json) => json.Slice(NameStart, NameLength);

        public readonly ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> json) => json[ValueStart..ValueEnd];
    }
}
