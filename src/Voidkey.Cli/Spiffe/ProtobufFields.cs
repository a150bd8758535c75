using System.Text;

namespace Voidkey.Cli.Spiffe;

/// <summary>One field of a message: its number, and what stands in it where it is text, bytes or a message.</summary>
internal readonly record struct ProtobufField(int Number, bool IsBytes, ReadOnlyMemory<byte> Content);

/// <summary>Reads and writes as much of Protocol Buffers (protobuf.dev, "Encoding") as one small API needs. What could be read in two ways is refused.</summary>
internal static class ProtobufFields
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The fields of a message in their order, whatever their numbers are. Null: it is none.</summary>
    public static IReadOnlyList<ProtobufField>? Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        while (!message.IsEmpty)
        {
            if (ReadVarint(ref message) is not { } tag || tag >> 3 is 0 or > 0x1fffffff || LengthOf((int)(tag & 7), ref message) is not { } length || length > message.Length) return null;
            fields.Add(new ProtobufField((int)(tag >> 3), (tag & 7) == Bytes, message[..length]));
            message = message[length..];
        }

        return fields;
    }

    /// <summary>The text of a field that may stand once; empty where it does not. Null: it stands twice, or is no text.</summary>
    public static string? Text(IReadOnlyList<ProtobufField> fields, int number)
    {
        if (fields.Where(field => field.Number == number).ToArray() is not { Length: > 0 } found) return "";
        if (found is not [{ IsBytes: true } field]) return null;
        try
        {
            return Utf8.GetString(field.Content.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A message with one text.</summary>
    public static byte[] Of(int number, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return [.. VarintOf(((uint)number << 3) | Bytes), .. VarintOf((uint)content.Length), .. content];
    }

    /// <summary>How much belongs to a field of this kind; a number is passed over. Null: there is no such kind, or groups, which are of old.</summary>
    private static int? LengthOf(int kind, ref ReadOnlyMemory<byte> message) => kind switch
    {
        Varint => ReadVarint(ref message) is null ? null : 0,
        Fixed64 => sizeof(ulong),
        Fixed32 => sizeof(uint),
        Bytes => ReadVarint(ref message) is <= int.MaxValue and var length ? (int)length : null,
        _ => null,
    };

    private static ulong? ReadVarint(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        var bytes = message.Span;
        for (var i = 0; i < bytes.Length && i < LongestVarint; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if ((bytes[i] & 0x80) != 0) continue;
            message = message[(i + 1)..];
            return value;
        }

        return null;
    }

    private static IEnumerable<byte> VarintOf(uint value)
    {
        for (; value > 0x7f; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
