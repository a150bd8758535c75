using System.Globalization;
using Voidkey.Diagnostics;

namespace Voidkey.Audit;

/// <summary>Checks one chain: its records as they come, and then its pieces, from whichever files.</summary>
internal sealed class ChainCheck(string id, IReadOnlyList<RecordKey> keys, Action<AuditFinding> report)
{
    private readonly List<ChainPiece> _pieces = [];
    private readonly HashSet<ChainPiece> _repeated = [];
    private long _records;
    private long _signedTo;
    private bool _hasSignatures;

    public long Last => _pieces.Max(static piece => piece.To);

    public FoundChain Found => new(id, _pieces.Min(static piece => piece.From), Last, _records, _signedTo, _hasSignatures, Ending.Last.Type == "voidkey.audit.closed");

    private ChainPiece Ending => _pieces.MaxBy(static piece => piece.To)!;

    public void Add(string file, long line, ChainedRecord record)
    {
        _records++;
        if (!record.IsUnchanged) Report(AuditFault.Changed, file, line, $"record {Text(record.Link.Sequence)} has been changed");
        if (record.Signature is { } signature) Check(file, line, record, signature);

        var piece = _pieces.Count > 0 && string.Equals(_pieces[^1].File, file, StringComparison.Ordinal) ? _pieces[^1] : null;
        var before = piece?.Last;
        if (piece?.TryAdd(record) != true) _pieces.Add(new ChainPiece(file, line, record));
        else CheckLink(file, line, before!, record);
    }

    /// <summary>Says what is wrong between its pieces, and what cannot be told.</summary>
    public void Finish(ICollection<string> notes)
    {
        var ordered = _pieces.OrderBy(static piece => piece.From).ThenBy(static piece => piece.To).ToArray();
        CheckBeginning(ordered[0], notes);
        var before = ordered[0];
        foreach (var piece in ordered.Skip(1))
        {
            if (piece.From <= before.To && _repeated.Add(piece)) Report(AuditFault.Duplicated, piece.File, piece.Line, $"{Range(piece.From, Math.Min(piece.To, before.To))} twice; also from {before.File}:{Text(before.Line)} on");
            else if (piece.From == before.To + 1) CheckLink(piece.File, piece.Line, before.Last, piece.First);
            else if (!piece.ExplainsGapFrom(before.To + 1)) Report(AuditFault.Removed, piece.File, piece.Line, $"{Range(before.To + 1, piece.From - 1)} missing before this line");
            else notes.Add($"chain {id}: {Range(before.To + 1, piece.From - 1)} not there, and no grant is among them: the sink did not accept them ({piece.File}:{Text(piece.Line)})");
            if (piece.To > before.To) before = piece;
        }

        CheckOrder();
        CheckEnd(notes);
    }

    private void CheckLink(string file, long line, ChainedRecord before, ChainedRecord record)
    {
        if (string.Equals(record.Previous, before.Link.Hash, StringComparison.Ordinal)) return;
        Report(AuditFault.Unlinked, file, line, $"record {Text(record.Link.Sequence)} was not written after the record {Text(before.Link.Sequence)} that stands there: one of the two has been put in place of another");
    }

    private void Check(string file, long line, ChainedRecord record, RecordSignature signature)
    {
        _hasSignatures = true;
        if (keys.Count == 0) return;
        if (keys.FirstOrDefault(key => string.Equals(key.Id, signature.KeyId, StringComparison.Ordinal)) is not { } known)
            Report(AuditFault.BadSignature, file, line, $"record {Text(record.Link.Sequence)} is signed with a key that was not given: {Printable.Line(signature.KeyId.Length > 64 ? signature.KeyId[..64] : signature.KeyId)}");
        else if (!known.Verifies(signature)) Report(AuditFault.BadSignature, file, line, $"the signature of record {Text(record.Link.Sequence)} is wrong");
        else if (record.IsUnchanged) _signedTo = Math.Max(_signedTo, record.Link.Sequence);
    }

    // Within a file what was written later stands later; what stands there twice has been told of.
    private void CheckOrder()
    {
        foreach (var file in _pieces.GroupBy(static piece => piece.File, StringComparer.Ordinal))
        {
            var last = 0L;
            foreach (var piece in file)
            {
                if (piece.To < last && !_repeated.Contains(piece)) Report(AuditFault.Reordered, piece.File, piece.Line, $"{Range(piece.From, piece.To)} behind record {Text(last)}");
                last = Math.Max(last, piece.To);
            }
        }
    }

    private void CheckBeginning(ChainPiece first, ICollection<string> notes)
    {
        if (first.From == 1 || first.ExplainsGapFrom(1)) return;
        if (first.OpensPlace) notes.Add($"chain {id} begins with record {Text(first.From)}: those before it are in files that were not given, or are gone");
        else Report(AuditFault.Removed, first.File, first.Line, $"{Range(1, first.From - 1)} missing before this line");
    }

    private void CheckEnd(ICollection<string> notes)
    {
        var ending = Ending;
        if (keys.Count > 0 && _signedTo == 0) Report(AuditFault.NotSigned, ending.File, ending.Line, "nothing of this chain is signed with a key that was given: whoever can write the file could have written it");
        else if (keys.Count > 0 && _signedTo < ending.To) notes.Add($"chain {id}: {Range(_signedTo + 1, ending.To)} not signed yet: of those, changes and a missing end cannot be told");
        else if (keys.Count == 0 && !_hasSignatures) notes.Add($"chain {id} is not signed: that somebody wrote all of it anew cannot be told");
        else if (keys.Count == 0) notes.Add($"chain {id} has signatures, which were not checked: give --key");
        if (ending.Last.Type != "voidkey.audit.closed") notes.Add($"chain {id} is open: it is still written to, or ended hard; records missing behind record {Text(ending.To)} cannot be told");
    }

    private void Report(AuditFault fault, string file, long line, string message) => report(new AuditFinding(fault, file, line, id, message));

    private static string Range(long from, long to) => from == to ? $"record {Text(from)} is" : $"records {Text(from)} to {Text(to)} are";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
