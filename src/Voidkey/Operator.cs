using Voidkey.Identity;

namespace Voidkey;

/// <summary>A verified caller whom an entry of <c>operators</c> lets in.</summary>
/// <param name="Path">Where that entry stands, for example <c>operators[0]</c>.</param>
/// <param name="Name">What it is called, if anything.</param>
public sealed record Operator(Principal Principal, string Path, string? Name)
{
    /// <summary>His subject as records have it.</summary>
    internal string RecordedSubject { get; init; } = "";
}
