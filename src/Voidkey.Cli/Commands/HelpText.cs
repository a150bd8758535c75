using System.CommandLine;
using System.Text;

namespace Voidkey.Cli.Commands;

/// <summary>Help on a screen of 80 by 24: examples first, flags with the variables that stand in for them.</summary>
internal static class HelpText
{
    private const int WideColumn = 30;
    private const int Column = 24;

    public static string Of(CommandTree tree)
    {
        var text = new StringBuilder($"{tree.Root.Description}\n\n");
        text.Append("  eval \"$(voidkey mint AWS_DEPLOY)\"     put credentials into this shell\n\nCommands:\n");
        foreach (var verb in tree.Verbs) AppendRow(text, WideColumn, string.Join(", ", verb.Aliases.Prepend(verb.Name)), verb.Description!);
        text.Append("\nFlags of every command:\n");
        foreach (var option in tree.Root.Options) AppendOption(text, WideColumn, option);
        return text.Append("Without --broker-url: http://localhost:3000. More: voidkey help COMMAND\n").ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"{verb.Description}\n\n");
        foreach (var example in verb.Examples) text.Append($"  {example}\n");
        text.Append($"\nUsage: voidkey {verb.Usage}\n");
        if (verb.Aliases.Count > 0) text.Append($"Alias: {string.Join(", ", verb.Aliases)}\n");
        if (verb.Options.Count > 0) text.Append('\n');
        foreach (var option in verb.Options) AppendOption(text, Column, option);
        if (verb.Formats.Count > 0) AppendRow(text, Column, "-o, --output FMT", $"{string.Join(", ", verb.Formats)} [VOIDKEY_OUTPUT_FORMAT]");
        return text.Append("\nThe flags of every command: voidkey help\n").ToString();
    }

    private static void AppendOption(StringBuilder text, int column, Option option)
    {
        // Short names first, as people look for them.
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length > 2).ThenBy(n => n != option.Name));
        var variable = option is ValueOption { Variables: [var first, ..] } ? $" [{first}]" : "";
        AppendRow(text, column, option.HelpName is null ? names : $"{names} {option.HelpName}", option.Description + variable);
    }

    private static void AppendRow(StringBuilder text, int column, string left, string right) =>
        text.Append("  ").Append(left.PadRight(column - 2)).Append(right).Append('\n');
}
