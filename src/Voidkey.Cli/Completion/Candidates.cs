using System.CommandLine;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Completion;

/// <summary>What the grammar says may stand where somebody presses the tab key. Asks nobody and reads no file.</summary>
internal sealed class Candidates(CommandTree tree)
{
    /// <param name="words">What follows <c>voidkey</c>, the word that is being written last; it may be empty.</param>
    /// <returns>Those that begin as that word does; empty: nothing, or what the shell itself knows, such as files.</returns>
    public IReadOnlyList<string> For(string[] words) => Matching(Look(words), []);

    /// <summary>The words to offer.</summary>
    /// <param name="wanted">What may stand at the cursor.</param>
    /// <param name="known">The names of its kind that there are.</param>
    public static IReadOnlyList<string> Matching(Wanted wanted, IEnumerable<string> known) =>
        [.. wanted.Fixed.Concat(known).Where(one => one.StartsWith(wanted.Start, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Select(one => wanted.Before + one)];

    public Wanted Look(string[] words)
    {
        if (words.Length == 0) return Look([""]);

        // bash parts --output=json at the equals sign.
        if (words is [.. var start, "="]) return Look([.. start, ""]);
        if (words is [.. var first, "=", var value]) return Look([.. first, value]);

        var line = Read(words.SkipLast(1));
        var current = words[^1];
        if (line.IsBehindDashes) return new Wanted(current, "", [], ValueKind.None, line.Given);
        if (line.Awaiting is { } awaiting) return Of(awaiting, line, current, "");
        if (current.Split('=', 2) is [['-', ..] name, var part])
            return Find(line.Verb, name) is { } option ? Of(option, line, part, $"{name}=") : new Wanted(part, "", [], ValueKind.None, line.Given);
        if (current.StartsWith('-')) return new Wanted(current, "", [.. OptionsOf(line.Verb).Select(static option => option.Name)], ValueKind.None, line.Given);
        if (line.Verb is null) return new Wanted(current, "", line.Operands.Count == 0 ? [.. tree.Verbs.Select(static verb => verb.Name)] : [], ValueKind.None, line.Given);
        return new Wanted(current, "", line.Verb.WordsAfter(line.Operands), line.Verb.KindAfter(line.Operands), line.Given);
    }

    private Line Read(IEnumerable<string> before)
    {
        var line = new Line();
        foreach (var word in before)
        {
            if (line.Awaiting is { } awaiting)
            {
                line.Given.Add((awaiting.Name, word));
                line.Awaiting = null;
            }
            else if (word == "--") line.IsBehindDashes = true;
            else if (word.Split('=', 2) is [['-', ..] name, var value] && Find(line.Verb, name) is { } assigned) line.Given.Add((assigned.Name, value));
            else if (word.StartsWith('-')) line.Note(OptionsOf(line.Verb).FirstOrDefault(option => IsNamed(option, word)));
            else if (line.Verb is null && tree.Find(word) is { } found) line.Verb = found;
            else line.Operands.Add(word);
        }

        return line;
    }

    private static Wanted Of(ValueOption option, Line line, string current, string before)
    {
        var choices = option.Name == "--output" ? line.Verb?.Formats ?? [] : option.Choices;
        var comma = option.Kind == ValueKind.KeyList ? current.LastIndexOf(',') + 1 : 0;
        return new Wanted(current[comma..], before + current[..comma], choices, option.Kind, line.Given);
    }

    private ValueOption? Find(Verb? verb, string name) => OptionsOf(verb).OfType<ValueOption>().FirstOrDefault(option => IsNamed(option, name));

    private IEnumerable<Option> OptionsOf(Verb? verb) => (verb?.Options ?? []).Concat(verb is null ? tree.Root.Options : tree.Root.Options.Where(static option => option.Recursive));

    private static bool IsNamed(Option option, string word) => option.Name == word || option.Aliases.Contains(word);

    /// <summary>What stands before the cursor.</summary>
    private sealed class Line
    {
        public Verb? Verb { get; set; }

        public List<string> Operands { get; } = [];

        public List<(string Name, string Value)> Given { get; } = [];

        /// <summary>The flag whose value comes next.</summary>
        public ValueOption? Awaiting { get; set; }

        public bool IsBehindDashes { get; set; }

        public void Note(Option? option)
        {
            Awaiting = option as ValueOption;
            if (option is Switch) Given.Add((option.Name, ""));
        }
    }
}
