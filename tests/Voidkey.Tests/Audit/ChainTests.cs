using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>Every record has its place, and a sink that fails leaves nothing that reads as tampering.</summary>
public sealed class ChainTests : IAsyncDisposable
{
    private readonly ChainWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_record_is_hashed_as_it_stands_with_the_hash_of_the_one_before()
    {
        await _world.RunAsync(3);

        var previous = new string('0', 64);
        foreach (var (i, line) in _world.Lines().Index())
        {
            var record = (JsonObject)JsonNode.Parse(line)!;
            Assert.Equal((i + 1, previous), ((long)record["sequence"]!, (string?)record["prev"]));
            previous = (string)record["hash"]!;
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line[..^75]))), previous);
            Assert.EndsWith($",\"hash\":\"{previous}\"}}", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_start_names_what_stood_there_before()
    {
        await _world.RunAsync(2);
        var last = (JsonObject)JsonNode.Parse(_world.Lines()[^1])!;
        await _world.RunAsync(1);

        var opened = (JsonObject)JsonNode.Parse(_world.Lines()[4])!;
        Assert.Equal(("voidkey.audit.opened", "started"), ((string?)opened["type"], (string?)opened["why"]));
        Assert.All(["chain", "sequence", "hash"], name => Assert.Equal(last[name]!.ToJsonString(), opened["previous"]![name]!.ToJsonString()));
        Assert.Equal(2, _world.Lines().Select(static line => (string)JsonNode.Parse(line)!["chain"]!).Distinct().Count());
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(40), InlineData(700), InlineData(1200)]
    public async Task What_a_sink_did_not_accept_is_told_and_is_no_fault(int letsThrough)
    {
        var output = new FailingFile(_world.File, _world.Time);
        var sink = _world.Start(output);
        await _world.MintAsync(sink, 3);
        output.LetsThrough = letsThrough;
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sink.WriteAsync(ChainWorld.Line("lost")).AsTask())), Assert.False);
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        output.LetsThrough = null;
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        var report = _world.Verify();
        Assert.Empty(report.Findings);
        Assert.Contains(_world.Lines(), static line => line.Contains("\"unaccepted\":{\"from\":5,\"to\":", StringComparison.Ordinal));
        Assert.Equal(6, _world.Lines().Count(static line => line.Contains("\"mint-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_grant_that_was_accepted_does_not_hide_among_what_was_not()
    {
        var output = new FailingFile(_world.File, _world.Time);
        var sink = _world.Start(output);
        await _world.MintAsync(sink, 3);
        output.LetsThrough = 0;
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        output.LetsThrough = null;
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        Assert.Empty(_world.Faults());
        _world.Tamper(static lines => lines.Where(static line => !line.Contains("mint-3", StringComparison.Ordinal)));
        Assert.Single(_world.Faults(), static fault => fault.StartsWith("Removed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ec"), InlineData("rsa")]
    public async Task A_signature_covers_the_bytes_before_it(string kind)
    {
        using AsymmetricAlgorithm key = kind == "rsa" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = RecordSigner.Read(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())).Value!;
        var sink = _world.Start();
        sink.Signer = signer;
        await _world.MintAsync(sink, 1);
        await sink.DisposeAsync();

        var line = _world.Lines()[^1];
        var signature = JsonNode.Parse(line)!["signature"]!;
        var signed = Encoding.ASCII.GetBytes(line[..line.IndexOf(",\"signature\":", StringComparison.Ordinal)]);
        var value = Convert.FromBase64String((string)signature["value"]!);
        Assert.Equal(($"{(kind == "rsa" ? "rsa" : "ecdsa")}-sha256", Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))), ((string?)signature["algorithm"], (string?)signature["key"]));
        Assert.True(key is RSA rsa ? rsa.VerifyData(signed, value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : ((ECDsa)key).VerifyData(signed, value, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        // A key that took the place of another: both are given.
        Assert.True(RecordKey.TryReadAll($"{_world.PublicPem}\n{key.ExportSubjectPublicKeyInfoPem()}", out var keys, out _));
        Assert.Empty(new AuditVerification(keys).Verify([_world.File]).Findings);
    }

    [Fact]
    public async Task Every_record_of_a_chain_is_as_the_schema_has_it()
    {
        var output = new FailingFile(_world.File, _world.Time);
        var sink = _world.Start(output);
        await _world.MintAsync(sink);
        output.LetsThrough = 0;
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        output.LetsThrough = null;
        _world.Time.Advance(AuditChain.LongestUnsigned);
        await _world.MintAsync(sink);
        await sink.DisposeAsync();

        string[] control = [.. _world.Lines().Where(static line => line.Length > 0 && !line.Contains("voidkey.audit.test", StringComparison.Ordinal))];
        Assert.Equal(["closed", "opened", "resumed"], control.Select(static line => ((string)JsonNode.Parse(line)!["type"]!).Split('.')[2]).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(AuditSchema.FaultsIn(string.Concat(control.Select(static line => line + "\n"))));
    }

    /// <summary>A file on a disk that is full now and then.</summary>
    private sealed class FailingFile(string path, TimeProvider time) : IAuditOutput
    {
        private readonly FileOutput _file = new(path, time, NullLogger.Instance);

        /// <summary>How many bytes of a write go out before it fails; null: it does not fail.</summary>
        public int? LetsThrough { get; set; }

        public OutputOpening? Open() => _file.Open();

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
        {
            await _file.WriteAsync(LetsThrough is { } bytes ? lines[..Math.Min(bytes, lines.Length)] : lines);
            if (LetsThrough is not null) throw new IOException("no space left on device");
        }

        public void Close() => _file.Close();
    }
}
