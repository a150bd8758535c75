namespace Voidkey.Configuration;

/// <summary>What <c>voidkey-server check</c> finds in a configuration that works. docs/configuration.md explains each.</summary>
public static class LintCodes
{
    /// <summary>A pattern that reaches beyond the part of the text it is meant for.</summary>
    public const string Boundary = "VK3001";

    /// <summary>Conditions that everybody at a shared issuer can meet.</summary>
    public const string Everybody = "VK3002";

    /// <summary>A pattern where the organisation's name stands.</summary>
    public const string AnyOwner = "VK3003";

    /// <summary>Runs for pull requests get the keys.</summary>
    public const string PullRequest = "VK3004";

    /// <summary>Nothing but claims that callers set themselves.</summary>
    public const string CallersWord = "VK3005";

    /// <summary>A claim that the provider does not have.</summary>
    public const string UnknownClaim = "VK3006";

    /// <summary>A condition that can never hold.</summary>
    public const string Never = "VK3007";

    /// <summary>An identity that adds nothing to another.</summary>
    public const string Shadowed = "VK3008";

    /// <summary>Long-lived credentials for those who are hardly told apart.</summary>
    public const string LongLived = "VK3009";

    /// <summary>A name that can pass to somebody else, where an id would not.</summary>
    public const string MutableName = "VK3010";

    /// <summary>A subject that the provider does not write, or writes once only.</summary>
    public const string SubjectShape = "VK3011";

    /// <summary>A text that reads like an expression or a condition, and is compared as it stands.</summary>
    public const string PlainText = "VK3012";

    internal static IReadOnlyList<string> All { get; } =
        [Boundary, Everybody, AnyOwner, PullRequest, CallersWord, UnknownClaim, Never, Shadowed, LongLived, MutableName, SubjectShape, PlainText];
}
