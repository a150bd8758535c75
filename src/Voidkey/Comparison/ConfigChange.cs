namespace Voidkey.Comparison;

/// <summary>Which way a change goes, where that can be told from the configurations alone.</summary>
public enum ChangeDirection
{
    /// <summary>Somebody may have something that he could not have before, or have it longer.</summary>
    Wider = 0,

    /// <summary>Somebody may no longer have what he could have before, or not as long.</summary>
    Narrower,

    /// <summary>It cannot be told, or is neither: read it.</summary>
    Other,
}

/// <summary>What happened to something.</summary>
public enum ChangeKind
{
    Changed = 0,
    Added,
    Removed,
}

/// <summary>One difference between two configurations. All texts are as they are written, nothing substituted; what may be a secret is told without its value.</summary>
/// <param name="Type">What it is about: <c>client IdP</c>, <c>access provider</c>, <c>broker IdP</c>, <c>identity</c>, <c>operator</c>, <c>key</c>, <c>replay store</c>, <c>lint</c>, <c>test</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Of">The identity, where it is about a key; the IdP, where it is about an identity or an operator; else null.</param>
/// <param name="Setting">Which setting; null where the whole came or went.</param>
/// <param name="Before">What it was; null where there was nothing.</param>
/// <param name="After">What it is; null where there is nothing.</param>
public sealed record ConfigChange(ChangeDirection Direction, ChangeKind Kind, string Type, string Name, string? Of, string? Setting, string? Before, string? After);

/// <summary>A key that is decided otherwise for the caller of a test.</summary>
/// <param name="Test">The test's name.</param>
/// <param name="IsAllowed">What is decided with the new configuration; the old one decides the opposite.</param>
/// <param name="Why">Why it is denied, with the configuration that does.</param>
public sealed record ChangedDecision(string Test, string Key, bool IsAllowed, string Why);

/// <param name="Changes">Wider ones first, then narrower ones, then the others; each in the order of the configurations.</param>
/// <param name="Decisions">What changes for the callers of the tests of either configuration.</param>
public sealed record ConfigChanges(IReadOnlyList<ConfigChange> Changes, IReadOnlyList<ChangedDecision> Decisions)
{
    public bool Any => Changes.Count > 0 || Decisions.Count > 0;
}
