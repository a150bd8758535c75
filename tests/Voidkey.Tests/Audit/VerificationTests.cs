using Voidkey.Audit;
using Voidkey.Diagnostics;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>Whoever takes a record out, changes one, or moves one is found out.</summary>
public sealed class VerificationTests : IAsyncDisposable
{
    // Line 1 opens the file; 2 to 11 are decisions; 12 closes it.
    private const int Decisions = 10;

    private readonly ChainWorld _world = new();

    public static TheoryData<string, Func<string[], IEnumerable<string>>, string[]> Tampered => new()
    {
        { "a byte is changed", static lines => Replace(lines, 5, static line => line.Replace("mint-4", "mint-9", StringComparison.Ordinal)), ["Changed 5"] },
        { "a byte of a hash is changed", static lines => Replace(lines, 5, static line => line[..^4] + (line[^4] == '0' ? '1' : '0') + line[^3..]), ["Changed 5", "Unlinked 6"] },
        { "a record is changed and its hash put right", static lines => Replace(lines, 5, static line => ChainWorld.Rehash(line.Replace("mint-4", "mint-9", StringComparison.Ordinal))), ["Unlinked 6"] },
        { "a record is removed", static lines => Without(lines, 5), ["Removed 5"] },
        { "the first record is removed", static lines => Without(lines, 1), ["Removed 1"] },
        { "several are removed", static lines => [.. lines[..3], .. lines[8..]], ["Removed 4"] },
        { "the beginning is removed", static lines => lines[6..], ["Removed 1"] },
        { "two are exchanged", static lines => [.. lines[..3], lines[4], lines[3], .. lines[5..]], ["Reordered 5"] },
        { "one is moved to the end", static lines => [.. lines[..3], .. lines[4..], lines[3]], ["Reordered 12"] },
        { "one stands there twice", static lines => [.. lines[..4], lines[3], .. lines[4..]], ["Duplicated 5"] },
        { "all of it stands there twice", static lines => [.. lines, .. lines], ["Duplicated 13"] },
        { "one is replaced by another", static lines => [.. lines[..4], lines[3], .. lines[5..]], ["Duplicated 5", "Removed 6"] },
        { "a line is put in", static lines => [.. lines[..4], "{\"type\":\"voidkey.audit.mint\",\"version\":1}", .. lines[4..]], ["NoRecord 5"] },
        { "its chain is taken off a record", static lines => Replace(lines, 5, static line => line[..line.IndexOf(",\"chain\":", StringComparison.Ordinal)] + "}"), ["NoRecord 5", "Removed 6"] },
        { "a record gets the place of the next", static lines => Replace(lines, 5, static line => ChainWorld.Rehash(line.Replace("\"sequence\":5", "\"sequence\":6", StringComparison.Ordinal))), ["Removed 5", "Duplicated 6"] },
        { "the signature is taken off", static lines => Replace(lines, 12, static line => ChainWorld.Rehash(line[..line.IndexOf(",\"signature\":", StringComparison.Ordinal)] + ",\"hash\":\"\"}")), [] },
    };

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_whole_record_has_nothing_wrong_and_nothing_untold()
    {
        await _world.RunAsync(Decisions);

        var report = _world.Verify();
        Assert.Empty(report.Findings);
        Assert.Empty(report.Notes);
        var chain = Assert.Single(report.Chains);
        Assert.Equal((1, 12, 12, 12, true, true), (chain.First, chain.Last, chain.Records, chain.SignedTo, chain.HasSignatures, chain.IsClosed));
    }

    [Theory, MemberData(nameof(Tampered))]
    public async Task It_is_told_at_its_line_when(string why, Func<string[], IEnumerable<string>> change, string[] faults)
    {
        await _world.RunAsync(Decisions);
        _world.Tamper(change);

        Assert.True(faults.SequenceEqual(_world.Faults(withKey: false)), $"{why}: {string.Join(", ", _world.Verify(withKey: false).Findings)}");
    }

    [Theory, MemberData(nameof(Tampered))]
    public async Task It_is_told_where_somebody_else_records_in_the_same_file_when(string why, Func<string[], IEnumerable<string>> change, string[] faults)
    {
        // Line 3 is the other's: it opens, and records nothing before the end.
        await _world.RunAsync(Decisions);
        _world.Tamper(change);
        var before = _world.Lines().Length;
        await _world.RunAsync(3);

        var told = _world.Faults(withKey: false).Where(fault => int.Parse(fault.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) <= before);
        Assert.True(faults.SequenceEqual(told), $"{why}: {string.Join(", ", _world.Verify(withKey: false).Findings)}");
    }

    [Fact]
    public async Task An_end_that_is_cut_off_is_told_once_something_was_written_behind_it()
    {
        await _world.RunAsync(Decisions);
        _world.Tamper(static lines => lines[..8]);
        Assert.Contains(_world.Verify().Notes, static note => note.Contains("cannot be told", StringComparison.Ordinal));

        await _world.RunAsync(3);
        Assert.Empty(_world.Faults());
        _world.Tamper(static lines => [.. lines[..5], .. lines[8..]]);
        Assert.Equal(["Removed 6"], _world.Faults());
        _world.Tamper(static lines => lines[5..]);
        Assert.Empty(_world.Faults());
        Assert.Contains(_world.Verify().Notes, static note => note.Contains("is in files that were not given, or is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_writes_all_of_it_anew_has_no_signature()
    {
        await _world.RunAsync(Decisions);
        await using var forger = new ChainWorld();
        await forger.RunAsync(Decisions);
        File.Copy(forger.File, _world.File, overwrite: true);
        Assert.Equal(["BadSignature 1", "BadSignature 12", "NotSigned 1"], _world.Faults().Order(StringComparer.Ordinal));

        await forger.RunAsync(Decisions, isSigned: false, file: forger.In("unsigned.jsonl"));
        File.Copy(forger.In("unsigned.jsonl"), _world.File, overwrite: true);
        Assert.Equal(["NotSigned 1"], _world.Faults());
        Assert.Empty(_world.Faults(withKey: false));
        Assert.Contains(_world.Verify(withKey: false).Notes, static note => note.Contains("is not signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_is_good_for_its_own_record_only()
    {
        await _world.RunAsync(Decisions);
        _world.Tamper(static lines => Replace(lines, 12, static line => ChainWorld.Rehash(line.Replace("\"sequence\":12", "\"sequence\":13", StringComparison.Ordinal))));
        Assert.Equal(["BadSignature 12", "Removed 12"], _world.Faults().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_processes_that_record_in_one_file_have_a_chain_each()
    {
        var (one, other) = (_world.Start(), _world.Start());
        for (var i = 0; i < 50; i++) await Task.WhenAll(_world.MintAsync(one), _world.MintAsync(other));
        await one.DisposeAsync();
        await other.DisposeAsync();

        var report = _world.Verify();
        Assert.Empty(report.Findings);
        Assert.Equal([52, 52], report.Chains.Select(static chain => chain.Records));
        _world.Tamper(static lines => Without(lines, 60));
        Assert.Single(_world.Faults());
    }

    [Fact]
    public async Task Files_may_be_given_in_any_order_and_one_that_is_missing_is_told()
    {
        await _world.RunAsync(Decisions);
        var lines = _world.Lines();
        string[] files = [_world.In("a"), _world.In("b"), _world.In("c")];
        for (var i = 0; i < 3; i++) File.WriteAllLines(files[i], lines[(i * 4)..((i * 4) + 4)]);

        Assert.Empty(_world.Faults(true, [files[2], files[0], files[1]]));
        Assert.Equal(["Removed 1"], _world.Faults(true, [files[2], files[0]]));
        Assert.Equal(["Removed 1"], _world.Faults(true, [files[2], files[1]]));
    }

    [Fact]
    public async Task What_is_signed_so_far_is_told()
    {
        var sink = _world.Start();
        await _world.MintAsync(sink, 5);
        var chain = Assert.Single(_world.Verify().Chains);
        Assert.Equal((1, 6, false), (chain.SignedTo, chain.Last, chain.IsClosed));
        Assert.Contains(_world.Verify().Notes, static note => note.Contains("records 2 to 6 are not signed yet", StringComparison.Ordinal));

        _world.Time.Advance(AuditChain.LongestUnsigned);
        sink.SignWhatWaits();
        await Support.Soon.Holds(() => _world.Verify().Chains[0].SignedTo == 7, "they are signed");
        await _world.MintAsync(sink, AuditChain.MostUnsigned);
        Assert.Equal(7 + AuditChain.MostUnsigned + 1, _world.Verify().Chains[0].SignedTo);
    }

    [Fact]
    public async Task A_file_in_no_order_at_all_is_told_of_in_good_time()
    {
        // Looked at pair by pair, this many pieces would take minutes.
        var sink = _world.Start(isSigned: false);
        await Task.WhenAll(Enumerable.Range(0, 20_000).Chunk(4000).Select(_ => _world.MintAsync(sink, 4000)));
        await sink.DisposeAsync();
        _world.Tamper(static lines => [.. lines.Where(static (_, i) => i % 2 == 0).Reverse(), .. lines.Where(static (_, i) => i % 2 == 1)]);

        var report = _world.Verify(withKey: false);
        Assert.Equal(20_002, report.Records);
        Assert.Equal(AuditVerification.MostFindings, report.Findings.Count);
        Assert.Contains(report.Notes, static note => note.EndsWith("more findings are not shown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_file_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there are no such things elsewhere");
        await _world.RunAsync(1);
        using var fifo = System.Diagnostics.Process.Start("mkfifo", [_world.In("pipe")]);
        await fifo.WaitForExitAsync(Support.The.Limit);
        Assert.Throws<IOException>(() => _world.Verify(true, _world.File, _world.In("pipe")));
    }

    [Fact]
    public void A_line_longer_than_memory_should_hold_is_no_record()
    {
        using (var file = File.CreateText(_world.File))
        {
            for (var i = 0; i < 300; i++) file.Write(new string('x', 32 * 1024));
            file.Write('\n');
        }

        Assert.All(_world.Verify().Findings, static finding => Assert.Equal(AuditFault.NoRecord, finding.Fault));
        Assert.NotEmpty(_world.Verify().Findings);
    }

    private static IEnumerable<string> Replace(string[] lines, int line, Func<string, string> change) => lines.Select((text, i) => i + 1 == line ? change(text) : text);

    private static IEnumerable<string> Without(string[] lines, int line) => lines.Where((_, i) => i + 1 != line);
}
