using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>The claims of a token (RFC 7519 §4): one strict JSON object. A mint mostly reads the few registered ones, so a plain one is made into a tree only for who asks.</summary>
internal sealed class ClaimSet
{
    private readonly byte[] _json;

    // Null where it is not plain; then there is the tree.
    private readonly PlainJson.Member[]? _members;
    private StrongBox<JsonElement>? _all;

    private ClaimSet(byte[] json, PlainJson.Member[]? members, StrongBox<JsonElement>? all) => (_json, _members, _all) = (json, members, all);

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
        claims = PlainJson.TryFindMembers(json, out var members) ? new ClaimSet(json, members, null)
            : StrictJson.TryReadObject(json, out var all) ? new ClaimSet(json, null, new StrongBox<JsonElement>(all))
            : null;
        return claims is not null;
    }

    public bool Has(ReadOnlySpan<byte> name) => _members is null ? All.TryGetProperty(name, out _) : !Find(name).IsEmpty;

    /// <summary>The text of a claim; false where it is absent, not a text, or not Unicode.</summary>
    public bool TryGetText(ReadOnlySpan<byte> name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (_members is null) return All.TryGetProperty(name, out var member) && member.TryGetText(out text);
        if (Find(name) is [(byte)'"', .. var value, _]) text = Encoding.UTF8.GetString(value);
        return text is not null;
    }

    /// <summary>The number of a claim, which may be infinite; false where it is absent or no number.</summary>
    public bool TryGetNumber(ReadOnlySpan<byte> name, out double number)
    {
        number = 0;
        if (_members is null) return All.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out number);

        var isNumber = Utf8Parser.TryParse(Find(name), out long digits, out _);
        number = digits;
        return isNumber;
    }

    /// <summary>One claim, whatever it is; false where it is absent.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out JsonElement value)
    {
        if (_members is null) return All.TryGetProperty(name, out value);

        var found = Find(name);
        value = found.IsEmpty ? default : JsonElement.Parse(found);
        return !found.IsEmpty;
    }

    /// <returns>The value as it is written; empty where there is none.</returns>
    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var member in _members.AsSpan())
        {
            if (member.NameIn(_json).SequenceEqual(name)) return member.ValueIn(_json);
        }

        return default;
    }
}
