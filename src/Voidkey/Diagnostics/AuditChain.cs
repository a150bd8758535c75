using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Voidkey.Diagnostics;

/// <summary>Links the records of one sink, from its first to its last: each has its place, the hash of the one before it, and its own. docs/audit.md says how.</summary>
/// <remarks>
/// For the sink's single writer. What was handed out to be written counts as written, whether or not it was: a write that failed may have left whole lines behind, and no two
/// records may have one place. The record after it says which places nobody vouches for.
/// </remarks>
/// <param name="instance">Names the process, in every chain of it.</param>
/// <param name="startedAt">When the process started.</param>
/// <param name="sink">The sink's name.</param>
internal sealed class AuditChain(string instance, DateTimeOffset startedAt, string sink, TimeProvider time)
{
    /// <summary>How many records may stand behind the last signed one.</summary>
    public const int MostUnsigned = 1000;

    /// <summary>How long a record may stand behind the last signed one; looked at as often.</summary>
    public static readonly TimeSpan LongestUnsigned = TimeSpan.FromSeconds(60);

    private const int Version = 1;
    private const int HashLength = 64;

    private const string BeforeId = ",\"chain\":\"";
    private const int IdLength = 32;

    private readonly byte[] _middle = Encoding.ASCII.GetBytes($"{BeforeId}{UniqueId.Next(time.GetUtcNow())}\",\"sequence\":");
    private readonly byte[] _previous = [.. Enumerable.Repeat((byte)'0', HashLength)];
    private long _sequence;
    private long _accepted;
    private long _signed;
    private long _signedAt = time.GetTimestamp();
    private volatile IRecordSigner? _signer;

    /// <summary>Who signs; null: nobody.</summary>
    public IRecordSigner? Signer
    {
        get => _signer;
        set => _signer = value;
    }

    /// <summary>Where it is.</summary>
    public ChainPosition Position => new(Encoding.ASCII.GetString(_middle, BeforeId.Length, IdLength), Interlocked.Read(ref _sequence), Interlocked.Read(ref _signed));

    /// <summary>True before its first record.</summary>
    public bool IsEmpty => _sequence == 0;

    /// <summary>True where a record waits to be signed. An estimate, where it is not the writer who asks.</summary>
    public bool HasUnsigned => _signer is not null && Interlocked.Read(ref _sequence) > Interlocked.Read(ref _signed);

    /// <summary>Adds a record.</summary>
    /// <param name="line">A JSON object that is not empty, with its line break.</param>
    /// <param name="output">Where the line goes, with its place in the chain.</param>
    public void Append(ReadOnlySpan<byte> line, MemoryStream output) => Append(line, output, signer: null);

    /// <summary>Says that the record goes on in a new place.</summary>
    public void Open(OutputOpening opening, MemoryStream output) => AppendSigned(output, "voidkey.audit.opened", json =>
    {
        json.WriteString("instance", instance);
        json.WriteString("startedAt", Timestamps.Milliseconds(startedAt));
        json.WriteString("sink", sink);
        json.WriteString("why", opening.Why);
        if (opening.Previous is not { } previous) return;
        json.WriteStartObject("previous");
        json.WriteString("chain", previous.Chain);
        json.WriteNumber("sequence", previous.Sequence);
        json.WriteString("hash", previous.Hash);
        json.WriteEndObject();
    });

    /// <summary>Says that the sink works again, and which records it did not accept.</summary>
    public void Resume(MemoryStream output) => AppendSigned(output, "voidkey.audit.resumed", json =>
    {
        if (_sequence == _accepted) return;
        json.WriteStartObject("unaccepted");
        json.WriteNumber("from", _accepted + 1);
        json.WriteNumber("to", _sequence);
        json.WriteEndObject();
    });

    /// <summary>Ends a batch: with the last word where the sink is closing, with a signature where it is time for one.</summary>
    public void End(bool isClosing, MemoryStream output)
    {
        if (isClosing) AppendSigned(output, "voidkey.audit.closed", static _ => { });
        else if (_signer is not null && _sequence > _signed && (_sequence - _signed >= MostUnsigned || time.GetElapsedTime(_signedAt) >= LongestUnsigned)) AppendSigned(output, "voidkey.audit.checkpoint", static _ => { });
    }

    /// <summary>The sink has accepted what was appended so far.</summary>
    public void Accept() => _accepted = _sequence;

    private void AppendSigned(MemoryStream output, string type, Action<Utf8JsonWriter> members) =>
        Append(RecordLine.Of(type, Version, time.GetUtcNow(), members).Span, output, _signer);

    private void Append(ReadOnlySpan<byte> line, MemoryStream output, IRecordSigner? signer)
    {
        var start = (int)output.Length;
        var sequence = Interlocked.Increment(ref _sequence);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(sequence, digits, out var length);

        output.Write(line[..^2]);
        output.Write(_middle);
        output.Write(digits[..length]);
        output.Write(",\"prev\":\""u8);
        output.Write(_previous);
        output.WriteByte((byte)'"');
        if (signer is not null) Sign(output, start, sequence, signer);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(output.GetBuffer().AsSpan(start, (int)output.Length - start), hash);
        Convert.TryToHexStringLower(hash, _previous, out _);
        output.Write(",\"hash\":\""u8);
        output.Write(_previous);
        output.Write("\"}\n"u8);
    }

    private void Sign(MemoryStream output, int start, long sequence, IRecordSigner signer)
    {
        var signature = signer.Sign(output.GetBuffer().AsSpan(start, (int)output.Length - start));
        output.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $",\"signature\":{{\"algorithm\":\"{signer.Algorithm}\",\"key\":\"{signer.KeyId}\",\"value\":\"{Convert.ToBase64String(signature)}\"}}")));
        Interlocked.Exchange(ref _signed, sequence);
        _signedAt = time.GetTimestamp();
    }
}
