using System.CommandLine;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Completion;

/// <summary>What may stand where somebody presses the tab key. Asks nobody and reads no file, so it is there at once.</summary>
internal sealed class Candidates(CommandTree tree)
{
    /// <param name="words">What follows <c>voidkey</c>, the word that is being written last; it may be empty.</param>
    /// <returns>Those that begin as that word does; empty: nothing, or what the shell itself knows, such as files.</returns>
    public IReadOnlyList<string> For(string[] words)
    {
        if (words.Length == 0) return For([""]);

        // bash parts --output=json at the equals sign.
        if (words is [.. var start, "="]) return For([.. start, ""]);
        if (words is [.. var first, "=", var value]) return For([.. first, value]);

        var (before, current) = (words.SkipLast(1).ToList(), words[^1]);
        if (before.Contains("--")) return [];

        Verb? verb = null;
        var operands = new List<string>();
        ValueOption? awaiting = null;
        foreach (var word in before)
        {
            if (awaiting is not null) awaiting = null;
            else if (word.StartsWith('-')) awaiting = OptionsOf(verb).OfType<ValueOption>().FirstOrDefault(option => IsNamed(option, word));
            else if (verb is null && tree.Find(word) is { } found) verb = found;
            else operands.Add(word);
        }

        if (awaiting is not null) return Beginning(current, ValuesOf(awaiting, verb));
        if (current.Split('=', 2) is [['-', ..] name, var part]) return [.. Beginning(part, OptionsOf(verb).OfType<ValueOption>().Where(option => IsNamed(option, name)).SelectMany(option => ValuesOf(option, verb))).Select(one => $"{name}={one}")];
        if (current.StartsWith('-')) return Beginning(current, OptionsOf(verb).Select(static option => option.Name));
        return Beginning(current, verb is null ? operands.Count == 0 ? tree.Verbs.Select(static one => one.Name) : [] : verb.WordsAfter(operands));
    }

    private IEnumerable<Option> OptionsOf(Verb? verb) => (verb?.Options ?? []).Concat(verb is null ? tree.Root.Options : tree.Root.Options.Where(static option => option.Recursive));

    private static IReadOnlyList<string> ValuesOf(ValueOption option, Verb? verb) => option.Name == "--output" ? verb?.Formats ?? [] : option.Choices;

    private static bool IsNamed(Option option, string word) => option.Name == word || option.Aliases.Contains(word);

    private static IReadOnlyList<string> Beginning(string start, IEnumerable<string> all) => [.. all.Where(one => one.StartsWith(start, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
}
