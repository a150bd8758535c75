namespace Voidkey.Diagnostics;

/// <summary>What a sink writes to. Used by one writer at a time; whatever is thrown is a fault of the sink, which is told and tried again.</summary>
internal interface IAuditOutput
{
    /// <summary>Makes it ready for lines: opens what is closed. Asked before every write.</summary>
    /// <returns>Why the record goes on in a new place from here; null: it goes on where it was.</returns>
    OutputOpening? Open();

    /// <summary>Writes whole lines, at least one, each with its line break.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> lines);

    /// <summary>Gives up what is open. Never throws.</summary>
    void Close();
}

/// <param name="Why">A word for the record: <c>started</c>, …</param>
/// <param name="Previous">The last record that stood there before; null: none.</param>
internal sealed record OutputOpening(string Why, ChainLink? Previous = null);

/// <summary>Names one record of one chain.</summary>
/// <param name="Chain">The chain's id.</param>
/// <param name="Sequence">The record's place in it, from 1.</param>
/// <param name="Hash">The record's hash.</param>
internal sealed record ChainLink(string Chain, long Sequence, string Hash);
