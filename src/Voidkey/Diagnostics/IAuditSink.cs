namespace Voidkey.Diagnostics;

/// <summary>Where audit records go.</summary>
internal interface IAuditSink : IAsyncDisposable
{
    /// <summary>For the log, for example <c>file:/var/log/voidkey/audit.jsonl</c>.</summary>
    string Name { get; }

    /// <summary>Why the last write failed or hangs; null while the sink works.</summary>
    string? Fault { get; }

    /// <summary>Where the sink's chain is; null: it has none.</summary>
    ChainPosition? Position { get; }

    /// <summary>Hands one line over. An empty one only tries whether the sink works again; the first write after a failure begins with a line that says so.</summary>
    /// <returns>True once the write has returned; false when it failed, or was not accepted within the sink's bound.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> line);
}

/// <summary>Where a chain of records is; while records are being written, where it was just before or just after.</summary>
/// <param name="Chain">Its id.</param>
/// <param name="Sequence">The place of its last record, 0 before the first.</param>
/// <param name="Signed">The place of the last signed one; 0: none is.</param>
internal readonly record struct ChainPosition(string Chain, long Sequence, long Signed);
