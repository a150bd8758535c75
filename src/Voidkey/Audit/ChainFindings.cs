namespace Voidkey.Audit;

/// <summary>What is wrong with a record, as a word for programs.</summary>
public enum AuditFault
{
    /// <summary>A line's hash is not the one of its bytes.</summary>
    Changed = 0,

    /// <summary>A record does not go on from the one before it: that one is not what was written there.</summary>
    Unlinked,

    /// <summary>Records are missing.</summary>
    Removed,

    /// <summary>A record stands before one that was written earlier.</summary>
    Reordered,

    /// <summary>A record stands there twice.</summary>
    Duplicated,

    /// <summary>A line is no record.</summary>
    NoRecord,

    /// <summary>A signature is wrong, or made with a key that was not given.</summary>
    BadSignature,

    /// <summary>A key was given, and a chain has no signature of it.</summary>
    NotSigned,
}

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Chain">The chain that it is about; null: none that is known.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record AuditFinding(AuditFault Fault, string File, long Line, string? Chain, string Message);

/// <summary>One chain as it was found.</summary>
/// <param name="First">The first place in it that was found.</param>
/// <param name="Last">The last one.</param>
/// <param name="SignedTo">The last place that a good signature vouches for; 0: none.</param>
/// <param name="HasSignatures">True where there are signatures, checked or not.</param>
/// <param name="IsClosed">True where its last record says that it ends there.</param>
public sealed record FoundChain(string Id, long First, long Last, long Records, long SignedTo, bool HasSignatures, bool IsClosed);

/// <summary>What came of verifying files.</summary>
/// <param name="Notes">What cannot be told, or is no fault.</param>
public sealed record AuditReport(long Records, IReadOnlyList<FoundChain> Chains, IReadOnlyList<AuditFinding> Findings, IReadOnlyList<string> Notes)
{
    /// <summary>True where nothing is wrong. That all is proven it does not say: see the notes.</summary>
    public bool IsGood => Findings.Count == 0;
}
