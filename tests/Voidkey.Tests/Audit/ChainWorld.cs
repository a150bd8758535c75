using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>Records in real files, written as the server does, to be tampered with.</summary>
internal sealed class ChainWorld : IAsyncDisposable
{
    private readonly List<LineSink> _sinks = [];
    private int _mints;

    public ChainWorld()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Signer = RecordSigner.Read(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())).Value!;
        PublicPem = key.ExportSubjectPublicKeyInfoPem();
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    public CapturedLog Log { get; } = new();

    public RecordSigner Signer { get; }

    /// <summary>The key that the signatures are checked with.</summary>
    public string PublicPem { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("voidkey-chain-").FullName;

    public string File => In("audit.jsonl");

    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>A process that records in a file.</summary>
    public LineSink Start(string? file = null, bool isSigned = true) => Start(new FileOutput(file ?? File, Time, Log), isSigned);

    public LineSink Start(IAuditOutput output, bool isSigned = true)
    {
        var now = Time.GetUtcNow();
        var chain = new AuditChain(UniqueId.Next(now), now, "file", Time) { Signer = isSigned ? Signer : null };
        var sink = new LineSink("file", output, TimeSpan.FromSeconds(2), Time, Log, chain);
        _sinks.Add(sink);
        return sink;
    }

    /// <summary>Records so many decisions, one after the other.</summary>
    public async Task MintAsync(LineSink sink, int count = 1)
    {
        for (var i = 0; i < count; i++) Assert.True(await sink.WriteAsync(Line($"mint-{Interlocked.Increment(ref _mints)}")), sink.Fault);
    }

    /// <summary>A whole record of one process: so many decisions from its start to its end.</summary>
    public async Task RunAsync(int count, bool isSigned = true, string? file = null)
    {
        var sink = Start(file, isSigned);
        await MintAsync(sink, count);
        await sink.DisposeAsync();
    }

    public static ReadOnlyMemory<byte> Line(string name) => RecordLine.Of("voidkey.audit.test", 1, The.Moment, json => json.WriteString("name", name));

    public string[] Lines(string? file = null) => System.IO.File.ReadAllLines(file ?? File);

    /// <summary>Changes the lines of the file as somebody would who may write to it.</summary>
    public void Tamper(Func<string[], IEnumerable<string>> change, string? file = null) =>
        System.IO.File.WriteAllText(file ?? File, string.Concat(change(Lines(file)).Select(static line => line + "\n")));

    /// <summary>Changes a line, and puts its hash right.</summary>
    public static string Rehash(string line)
    {
        var hashed = line[..line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal)];
        return $"{hashed},\"hash\":\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed)))}\"}}";
    }

    public AuditReport Verify(bool withKey = true, params string[] files)
    {
        if (!RecordKey.TryReadAll(PublicPem, out var keys, out var fault)) throw new InvalidOperationException(fault);
        return new AuditVerification(withKey ? keys : []).Verify(files.Length > 0 ? files : [File]);
    }

    /// <summary>What is wrong, as <c>Removed 5</c> with the number of the line.</summary>
    public IReadOnlyList<string> Faults(bool withKey = true, params string[] files) => [.. Verify(withKey, files).Findings.Select(static finding => $"{finding.Fault} {finding.Line}")];

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in _sinks) await sink.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
