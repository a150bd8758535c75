using System.CommandLine;
using System.Text;

namespace Voidkey.Cli.Commands;

/// <summary>Help on a screen of 80 by 24: examples first, flags with the variables that stand in for them.</summary>
internal static class HelpText
{
    private const int Width = 80;
    public const int WideColumn = 30;
    private const int Column = 24;

    /// <summary>Commands that belong together share a line, so that all of them fit; what each does says its own help.</summary>
    private static readonly IReadOnlyList<(string Names, string Text)> Overview =
    [
        ("exec", "run a command with credentials in its environment"),
        ("mint", "print credentials, in a format of your choice"),
        ("helper", "give credentials to programs that ask for them"),
        ("serve", "give programs here credentials that refresh"),
        ("setup", "tell other tools to ask voidkey themselves"),
        ("list-keys, list-idps", "what you may mint, and whose tokens count"),
        ("explain, whoami", "why you may or may not, and who you are"),
        ("token, validate", "your OIDC token, and what is wrong with one"),
        ("login, logout, status", "log in as a person, end that, and see who did"),
        ("cache", "look at what is kept for a while, and forget it"),
        ("config", "look at, change and trust configuration files"),
        ("doctor", "check everything on the way to a mint"),
        ("admin", "ask a broker what only its operators may"),
        ("completion", "teach your shell the commands and flags"),
        ("version, help", "about this program"),
    ];

    public static string Of(CommandTree tree)
    {
        var text = new StringBuilder($"{tree.Root.Description}\n\n");
        text.Append("  voidkey exec AWS_DEPLOY -- aws s3 ls     run a command with credentials\n");
        text.Append("  eval \"$(voidkey mint AWS_DEPLOY)\"        put credentials into this shell\n\nCommands:\n");
        foreach (var (names, about) in Overview) AppendRow(text, Column, names, about);
        return text.Append($"\nMore: voidkey help COMMAND, voidkey help TOPIC\nTopics: {string.Join(", ", HelpTopics.Names)}\n").ToString();
    }

    public static string OfFlags(CommandTree tree)
    {
        var text = new StringBuilder("Flags of every command:\n");
        foreach (var option in tree.Root.Options) AppendOption(text, WideColumn, option);
        return text.Append("Without --broker-url: http://localhost:3000.\n").ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"{verb.Description}\n\n");
        foreach (var example in verb.Examples) text.Append($"  {example}\n");
        text.Append($"\nUsage: voidkey {verb.Usage}\n");
        if (verb.Aliases.Count > 0) text.Append($"Alias: {string.Join(", ", verb.Aliases)}\n");
        if (verb.Options.Count > 0) text.Append('\n');
        foreach (var option in verb.Options.Where(o => !IsIdentity(o))) AppendOption(text, Column, option);
        if (verb.Options.Any(IsIdentity)) AppendRow(text, Column, "--token, --source, …", "who you are: voidkey help tokens");
        if (verb.Formats.Count > 0) AppendRow(text, Column, "-o, --output FMT", Formats(verb));
        return text.Append("\nThe flags of every command: voidkey help flags\n").ToString();
    }

    private static bool IsIdentity(Option option) => option is ValueOption { IsIdentity: true } or Switch { IsIdentity: true };

    private static string Formats(Verb verb)
    {
        const string variable = "[VOIDKEY_OUTPUT_FORMAT]";
        var all = $"{string.Join(", ", verb.Formats)} {variable}";
        return all.Length <= Width - Column ? all : $"{verb.Formats[0]}, …: voidkey help output {variable}";
    }

    public static void AppendOption(StringBuilder text, int column, Option option)
    {
        // Short names first, as people look for them.
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length > 2).ThenBy(n => n != option.Name));
        var variables = (option as ValueOption)?.Variables ?? (option as Switch)?.Variables ?? [];
        var variable = variables.Count > 0 ? $" [{variables[0]}]" : "";
        AppendRow(text, column, option.HelpName is null ? names : $"{names} {option.HelpName}", option.Description + variable);
    }

    public static void AppendRow(StringBuilder text, int column, string left, string right) =>
        text.Append("  ").Append(left.PadRight(column - 2)).Append(right).Append('\n');
}
