using Voidkey.Comparison;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Verbs;

/// <summary>How a comparison reads, for example in a comment on a pull request: what is wider first, each difference in a line.</summary>
internal static class DiffText
{
    public const string Nothing = "Nothing changes: the same grants, and the same outcome of every test.";

    public static IEnumerable<string> Of(ConfigChanges changes) => changes.Any ? Sections(changes).Select(Printable.Line) : [Nothing];

    private static IEnumerable<string> Sections(ConfigChanges changes)
    {
        IEnumerable<string> wider = [.. changes.Decisions.Where(static decision => decision.IsAllowed).Select(Line), .. Lines(changes, ChangeDirection.Wider)];
        IEnumerable<string> narrower = [.. changes.Decisions.Where(static decision => !decision.IsAllowed).Select(Line), .. Lines(changes, ChangeDirection.Narrower)];
        return [.. Section("May now:", wider), .. Section("May no longer:", narrower), .. Section("Changes otherwise, or in a way that only a reader can tell:", Lines(changes, ChangeDirection.Other))];
    }

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) => lines.Any() ? lines.Prepend(title) : [];

    private static IEnumerable<string> Lines(ConfigChanges changes, ChangeDirection direction) => changes.Changes.Where(change => change.Direction == direction).Select(Line);

    private static string Line(ChangedDecision decision) => decision.IsAllowed
        ? $"  ! test '{decision.Test}': {decision.Key} is allowed, was denied: {decision.Why}"
        : $"  ! test '{decision.Test}': {decision.Key} is denied, was allowed: {decision.Why}";

    private static string Line(ConfigChange change)
    {
        var what = $"{change.Type} '{change.Name}'{(change.Of is null ? "" : $" of '{change.Of}'")}";
        return change.Kind switch
        {
            ChangeKind.Added => $"  + {what}{Detail(change.After)}",
            ChangeKind.Removed => $"  - {what}{Detail(change.Before)}",
            _ => $"  ~ {what}: {change.Setting}: {change.Before ?? "nothing"} → {change.After ?? "nothing"}",
        };
    }

    private static string Detail(string? text) => string.IsNullOrEmpty(text) ? "" : $": {text}";
}
