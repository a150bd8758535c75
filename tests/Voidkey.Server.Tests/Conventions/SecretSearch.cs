using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>Searches for many secrets at once, as they are and as they are written in Base64, in a URL and in JSON.</summary>
internal sealed class SecretSearch
{
    private const int Head = sizeof(ulong);

    private readonly Dictionary<ulong, List<(byte[] Form, string Name)>> _byHead = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>How many secrets are searched for.</summary>
    public int Secrets { get; private set; }

    /// <summary>In how many forms.</summary>
    public int Forms => _known.Count;

    public void Add(string name, string secret)
    {
        Secrets++;
        foreach (var form in FormsOf(secret).Where(form => Encoding.UTF8.GetByteCount(form) >= Head && _known.Add(form)))
        {
            var bytes = Encoding.UTF8.GetBytes(form);
            var head = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (!_byHead.TryGetValue(head, out var alike)) _byHead[head] = alike = [];
            alike.Add((bytes, name));
        }
    }

    /// <returns>The names of the secrets that occur in it, and where the first of each begins.</returns>
    public IReadOnlyList<(string Name, int At)> In(ReadOnlySpan<byte> text)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at + Head <= text.Length; at++)
        {
            if (!_byHead.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(text[at..]), out var alike)) continue;
            foreach (var (form, name) in alike)
            {
                if (text[at..].StartsWith(form)) found.TryAdd(name, at);
            }
        }

        return [.. found.Select(static one => (one.Key, one.Value))];
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return JsonSerializer.Serialize(secret)[1..^1];
        yield return secret.Replace("/", "\\/", StringComparison.Ordinal);

        // Whatever stands before it, "user:" say, shifts the letters; those at the ends are its neighbours' too.
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var shift = 0; shift < 3; shift++)
        {
            var base64 = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var (start, end) = (shift == 0 ? 0 : shift + 1, (shift + bytes.Length) / 3 * 4);
            if (end - start < Head) continue;
            yield return base64[start..end];
            yield return base64[start..end].Replace('+', '-').Replace('/', '_');
        }
    }
}
