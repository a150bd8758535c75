using System.Buffers;

namespace Voidkey.Cli.Execution;

/// <summary>Takes values out of a stream of bytes, also where one comes in several pieces. What cannot become a value any more is let go at once.</summary>
internal sealed class Redaction
{
    /// <summary>What is shorter occurs everywhere by chance, and what it was would be plain from what is left.</summary>
    public const int LeastLength = 5;

    private static readonly byte[] Mark = "***"u8.ToArray();

    private readonly byte[][] _values;
    private readonly SearchValues<byte> _firstBytes;
    private byte[] _held = [];

    /// <param name="values">Those to take out, with every line of those that have several.</param>
    public Redaction(IEnumerable<byte[]> values)
    {
        // The longest first: a value may begin as another one does.
        _values = [.. values.SelectMany(Lines).Where(static value => value.Length >= LeastLength).DistinctBy(Convert.ToHexString).OrderByDescending(static value => value.Length)];
        _firstBytes = SearchValues.Create([.. _values.Select(static value => value[0]).Distinct()]);
    }

    /// <summary>The next piece, without the values; its end may be held until more is known.</summary>
    public byte[] Next(ReadOnlySpan<byte> piece) => Take([.. _held, .. piece], isEnd: false);

    /// <summary>What was held: nothing follows.</summary>
    public byte[] End() => Take(_held, isEnd: true);

    private byte[] Take(byte[] bytes, bool isEnd)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, bytes.Length));
        var rest = bytes.AsSpan();
        while (!rest.IsEmpty)
        {
            var next = rest.IndexOfAny(_firstBytes);
            output.Write(next < 0 ? rest : rest[..next]);
            if (next < 0) rest = [];
            else rest = rest[next..];
            if (rest.IsEmpty) break;

            if (!isEnd && MayBecomeLonger(rest)) break;
            if (Match(rest) is { } value)
            {
                output.Write(Mark);
                rest = rest[value.Length..];
            }
            else
            {
                output.Write(rest[..1]);
                rest = rest[1..];
            }
        }

        _held = rest.ToArray();
        return output.WrittenSpan.ToArray();
    }

    private byte[]? Match(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in _values)
        {
            if (bytes.StartsWith(value)) return value;
        }

        return null;
    }

    /// <summary>Whether all that there is begins a value that is longer than it.</summary>
    private bool MayBecomeLonger(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in _values)
        {
            if (value.Length <= bytes.Length) return false;
            if (value.AsSpan().StartsWith(bytes)) return true;
        }

        return false;
    }

    private static IEnumerable<byte[]> Lines(byte[] value)
    {
        yield return value;
        for (int start = 0, i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] is not ((byte)'\n' or (byte)'\r')) continue;
            if (start > 0 || i < value.Length) yield return value[start..i];
            start = i + 1;
        }
    }
}
