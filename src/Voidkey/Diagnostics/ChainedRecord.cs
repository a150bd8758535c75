using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Voidkey.Diagnostics;

/// <summary>A record as <see cref="AuditChain"/> has written it, read back.</summary>
/// <param name="Type">What kind of record it is.</param>
/// <param name="Previous">The hash that it says the record before it has.</param>
/// <param name="IsUnchanged">True where its hash is the one of its bytes.</param>
internal sealed record ChainedRecord(string Type, ChainLink Link, string Previous, bool IsUnchanged)
{
    private const int HashLength = 64;

    // Behind this many bytes before the end of a line stands what is not hashed: ,"hash":"…"}
    private const int TailLength = HashLength + 11;

    /// <summary>Of a record that opens a place: the last one that stood there before.</summary>
    public ChainLink? StoodBefore { get; private init; }

    /// <summary>Of a record that resumes: the first and the last place in the chain that were not accepted.</summary>
    public (long From, long To)? Unaccepted { get; private init; }

    /// <summary>What signs it, and so all before it.</summary>
    public RecordSignature? Signature { get; private init; }

    /// <param name="line">One line without its line break.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out ChainedRecord? record)
    {
        record = null;
        if (line.Length <= TailLength || line[0] != '{' || !line[^2..].SequenceEqual("\"}"u8) || !line[^TailLength..].StartsWith(",\"hash\":\""u8)) return false;

        try
        {
            using var json = JsonDocument.Parse(line.ToArray(), new JsonDocumentOptions { MaxDepth = 16 });
            record = Read(json.RootElement, line);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            // It is no record. The second: half a surrogate pair.
        }

        return record is not null;
    }

    private static ChainedRecord? Read(JsonElement json, ReadOnlySpan<byte> line)
    {
        if (LinkOf(json) is not { } link || Text(json, "prev") is not { Length: HashLength } previous || Text(json, "type") is not { } type) return null;

        var hashed = line[..^TailLength];
        var isUnchanged = string.Equals(Convert.ToHexStringLower(SHA256.HashData(hashed)), Encoding.ASCII.GetString(line[^(HashLength + 2)..^2]), StringComparison.Ordinal);
        return new ChainedRecord(type, link, previous, isUnchanged)
        {
            StoodBefore = json.TryGetProperty("previous", out var before) && before.ValueKind == JsonValueKind.Object ? LinkOf(before) : null,
            Unaccepted = json.TryGetProperty("unaccepted", out var range) && range.ValueKind == JsonValueKind.Object && Number(range, "from") is { } from && Number(range, "to") is { } to ? (from, to) : null,
            Signature = json.TryGetProperty("signature", out var signature) && signature.ValueKind == JsonValueKind.Object ? SignatureOf(signature, hashed) : null,
        };
    }

    private static ChainLink? LinkOf(JsonElement json) =>
        Text(json, "chain") is { Length: > 0 and <= HashLength } chain && Number(json, "sequence") is > 0 and var sequence && Text(json, "hash") is { Length: HashLength } hash ? new ChainLink(chain, sequence, hash) : null;

    // What is signed ends where the signature begins, and nothing stands between the signature and the hash.
    private static RecordSignature? SignatureOf(JsonElement signature, ReadOnlySpan<byte> hashed)
    {
        var start = hashed.LastIndexOf(",\"signature\":"u8);
        var isLast = start >= 0 && hashed[start..].Count((byte)'}') == 1 && hashed[^1] == '}';
        return isLast && Text(signature, "key") is { } key && Text(signature, "algorithm") is { } algorithm && Text(signature, "value") is { } value
            ? new RecordSignature(algorithm, key, Convert.FromBase64String(value), hashed[..start].ToArray())
            : null;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static long? Number(JsonElement json, string name) => json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) ? number : null;
}

/// <param name="Algorithm">See <see cref="IRecordSigner.Algorithm"/>.</param>
/// <param name="KeyId">See <see cref="IRecordSigner.KeyId"/>.</param>
/// <param name="Signed">The bytes it is the signature of.</param>
internal sealed record RecordSignature(string Algorithm, string KeyId, byte[] Value, byte[] Signed);
