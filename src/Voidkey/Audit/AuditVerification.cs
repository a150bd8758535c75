using System.Globalization;
using Voidkey.Diagnostics;

namespace Voidkey.Audit;

/// <summary>Verifies records: whether each is what was written, in its place, and none is missing. Files of one record may be given in any order, and may hold several chains.</summary>
/// <param name="keys">The public keys whose signatures are believed; empty: none is checked.</param>
public sealed class AuditVerification(IReadOnlyList<RecordKey> keys)
{
    /// <summary>The most findings that are kept; the rest are counted.</summary>
    public const int MostFindings = 1000;

    private readonly Dictionary<string, ChainCheck> _chains = new(StringComparer.Ordinal);
    private readonly List<(ChainLink Link, string File, long Line)> _named = [];
    private readonly Dictionary<(string Chain, long Sequence), string> _hashes = [];
    private readonly List<AuditFinding> _findings = [];
    private readonly List<string> _notes = [];
    private long _records;
    private long _unkept;

    /// <param name="files">Each once; read twice.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public AuditReport Verify(IReadOnlyList<string> files)
    {
        foreach (var file in files) FindNamed(file);
        foreach (var file in files) Read(file);
        foreach (var chain in _chains.Values) chain.Finish(_notes);
        foreach (var (link, file, line) in _named) Check(link, file, line);
        var order = files.Index().ToDictionary(static one => one.Item, static one => one.Index, StringComparer.Ordinal);
        if (_unkept > 0) _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_unkept} more findings are not shown"));
        return new AuditReport(_records, [.. _chains.Values.Select(static chain => chain.Found)], [.. _findings.OrderBy(finding => order[finding.File]).ThenBy(static finding => finding.Line)], _notes);
    }

    // First, so that of the many records only those are remembered that another one names.
    private void FindNamed(string file)
    {
        using var lines = new LineReader(file);
        while (lines.TryRead(out var line))
        {
            if (!line.StartsWith("{\"type\":\"voidkey.audit.opened\""u8) || !ChainedRecord.TryRead(line, out var record) || record.StoodBefore is not { } link) continue;
            _named.Add((link, file, lines.Number));
            _hashes[(link.Chain, link.Sequence)] = "";
        }
    }

    private void Read(string file)
    {
        using var lines = new LineReader(file);
        while (lines.TryRead(out var line))
        {
            if (line.IsEmpty) continue;
            if (ChainedRecord.TryRead(line, out var record)) Add(file, lines.Number, record);
            else if (!lines.IsWhole) _notes.Add($"{file} ends within line {lines.Number.ToString(CultureInfo.InvariantCulture)}, which is being written, or was cut");
            else if (IsBegun(line)) _notes.Add($"{file}:{lines.Number.ToString(CultureInfo.InvariantCulture)}: the beginning of a record; the rest was not written");
            else Report(new AuditFinding(AuditFault.NoRecord, file, lines.Number, null, "this is no record of a chain"));
        }
    }

    private void Add(string file, long line, ChainedRecord record)
    {
        _records++;
        var link = record.Link;
        if (_hashes.ContainsKey((link.Chain, link.Sequence))) _hashes[(link.Chain, link.Sequence)] = link.Hash;
        if (!_chains.TryGetValue(link.Chain, out var chain)) _chains.Add(link.Chain, chain = new ChainCheck(link.Chain, keys, Report));
        chain.Add(file, line, record);
    }

    /// <summary>A chain that begins behind another says where that one was then.</summary>
    private void Check(ChainLink named, string file, long line)
    {
        var sequence = named.Sequence.ToString(CultureInfo.InvariantCulture);
        if (!_chains.TryGetValue(named.Chain, out var chain))
        {
            // At the beginning of a file: it was cut and copied elsewhere, or what stood there was removed.
            var message = $"record {sequence} of chain {Printable.Line(named.Chain)} stood before this line, and nothing of that chain is here";
            if (line > 1) Report(new AuditFinding(AuditFault.Removed, file, line, named.Chain, message));
            else _notes.Add($"{file}:1: {message}: it is in files that were not given, or is gone");
        }
        else if (chain.Last < named.Sequence) Report(new AuditFinding(AuditFault.Removed, file, line, named.Chain, $"record {sequence} of chain {Printable.Line(named.Chain)} stood before this line, and the chain ends before that"));
        else if (_hashes[(named.Chain, named.Sequence)] is { Length: > 0 } hash && hash != named.Hash) Report(new AuditFinding(AuditFault.Unlinked, file, line, named.Chain, $"record {sequence} of chain {Printable.Line(named.Chain)} is another than the one that stood before this line"));
    }

    private static bool IsBegun(ReadOnlySpan<byte> line)
    {
        var beginning = "{\"type\":\"voidkey.audit."u8;
        return line.Length < beginning.Length ? beginning.StartsWith(line) : line.StartsWith(beginning) && !line.EndsWith("}"u8);
    }

    private void Report(AuditFinding finding)
    {
        if (_findings.Count < MostFindings) _findings.Add(finding);
        else _unkept++;
    }
}
