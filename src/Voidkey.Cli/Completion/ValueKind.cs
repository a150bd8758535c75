namespace Voidkey.Cli.Completion;

/// <summary>What kind of name belongs somewhere, where only the broker or the configuration files know which there are.</summary>
internal enum ValueKind
{
    /// <summary>No such name.</summary>
    None,

    /// <summary>A key of the broker's.</summary>
    Key,

    /// <summary>A key of the broker's, whoever may mint it: for operators.</summary>
    AnyKey,

    /// <summary>Several, between commas, <c>@alias</c> among them.</summary>
    KeyList,
    Idp,
    Environment,
    TokenSource,
}

/// <summary>What may stand at the cursor.</summary>
/// <param name="Start">What is written of it already.</param>
/// <param name="Before">What of the word stands before it and stays: <c>--env=</c>, <c>A,</c>.</param>
/// <param name="Fixed">What may stand there in any case.</param>
/// <param name="Kind">What may stand there besides.</param>
/// <param name="Given">The flags that stand before the cursor, with their values.</param>
internal sealed record Wanted(string Start, string Before, IReadOnlyList<string> Fixed, ValueKind Kind, IReadOnlyList<(string Name, string Value)> Given);
