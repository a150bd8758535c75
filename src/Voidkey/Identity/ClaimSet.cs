using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>The claims of a token (RFC 7519 §4): one strict JSON object. A mint mostly reads the few registered ones, so the rest is made into a tree only for who asks.</summary>
internal sealed class ClaimSet
{
    private readonly byte[] _json;
    private readonly List<StrictMembers.Member> _members;
    private StrongBox<JsonElement>? _all;

    private ClaimSet(byte[] json, List<StrictMembers.Member> members) => (_json, _members) = (json, members);

    /// <summary>All claims, as they stand in the token.</summary>
    public JsonElement All
    {
        get
        {
            if (_all is { } all) return all.Value;
            if (!StrictJson.TryReadObject(_json, out var read)) throw new InvalidOperationException("A text that was found strict is not.");
            return (_all = new StrongBox<JsonElement>(read)).Value;
        }
    }

    /// <summary>Reads a token's payload.</summary>
    /// <returns>False where <see cref="StrictJson.TryReadObject"/> would refuse it.</returns>
    public static bool TryRead(byte[] json, [NotNullWhen(true)] out ClaimSet? claims)
    {
        claims = StrictMembers.TryFind(json, out var members) ? new ClaimSet(json, members) : null;
        return claims is not null;
    }

    public bool Has(ReadOnlySpan<byte> name) => Find(name) is not null;

    /// <summary>The text of a claim; false where it is absent, not a text, or not Unicode.</summary>
    public bool TryGetText(ReadOnlySpan<byte> name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (Find(name) is not { } member) return false;

        var reader = ReaderOf(member);
        if (reader.TokenType != JsonTokenType.String) return false;
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The number of a claim, which may be infinite; false where it is absent or no number.</summary>
    public bool TryGetNumber(ReadOnlySpan<byte> name, out double number)
    {
        number = 0;
        if (Find(name) is not { } member) return false;

        var reader = ReaderOf(member);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out number);
    }

    /// <summary>One claim, whatever it is; false where it is absent.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out JsonElement value)
    {
        var member = Find(name);
        value = member is { } found ? JsonElement.Parse(found.ValueIn(_json)) : default;
        return member is not null;
    }

    private StrictMembers.Member? Find(ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var member in CollectionsMarshal.AsSpan(_members))
        {
            if (member.IsEscaped ? IsText(member, name) : member.NameIn(_json).SequenceEqual(name)) return member;
        }

        return null;
    }

    // With its quotation marks a name is a text like any other.
    private bool IsText(StrictMembers.Member member, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(_json.AsSpan(member.NameStart - 1, member.NameLength + 2));
        try
        {
            return reader.Read() && reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: it is no text, and so not this one.
            return false;
        }
    }

    private Utf8JsonReader ReaderOf(StrictMembers.Member member)
    {
        var reader = new Utf8JsonReader(member.ValueIn(_json));
        reader.Read();
        return reader;
    }
}
