using Voidkey.Diagnostics;

namespace Voidkey.Audit;

/// <summary>Records of one chain that stand in one file and go on from each other.</summary>
internal sealed class ChainPiece(string file, long line, ChainedRecord first)
{
    public string File { get; } = file;

    /// <summary>The line of its first record.</summary>
    public long Line { get; } = line;

    public ChainedRecord First { get; } = first;

    public ChainedRecord Last { get; private set; } = first;

    public long From => First.Link.Sequence;

    public long To => Last.Link.Sequence;

    /// <summary>True where a file may begin with its first record, and the chain in another.</summary>
    public bool OpensPlace => First.Type is "voidkey.audit.opened" or "voidkey.audit.resumed";

    /// <summary>Takes a record in, where it stands behind the last one.</summary>
    public bool TryAdd(ChainedRecord record)
    {
        if (record.Link.Sequence != To + 1) return false;
        Last = record;
        return true;
    }

    /// <summary>True where its first record says of all places from one on that they were not accepted.</summary>
    public bool ExplainsGapFrom(long sequence) => First.Unaccepted is { } range && range.From <= sequence && range.To >= From - 1;
}
