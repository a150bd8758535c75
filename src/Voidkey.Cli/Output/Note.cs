namespace Voidkey.Cli.Output;

/// <summary>Something worth knowing about a success.</summary>
/// <param name="Text">A line for people.</param>
/// <param name="Message">The same for programs, without what <paramref name="Members"/> say.</param>
/// <param name="Members">Further members of the JSON line.</param>
internal sealed record Note(string Text, string Message, params IReadOnlyList<(string Name, string Value)> Members);
