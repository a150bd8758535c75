using System.CommandLine;
using System.Text;

namespace Voidkey.Cli.Commands;

/// <summary>Help on a screen of 80 by 24: examples first, flags with the variables that stand in for them.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int WideColumn = 30;
    private const int Column = 24;

    public static string Of(CommandTree tree)
    {
        var text = new StringBuilder($"{tree.Root.Description}\n\n");
        text.Append("  voidkey exec AWS_DEPLOY -- aws s3 ls     run a command with credentials\n");
        text.Append("  eval \"$(voidkey mint AWS_DEPLOY)\"        put credentials into this shell\n\nCommands:\n");
        foreach (var verb in tree.Verbs) AppendRow(text, WideColumn, string.Join(", ", verb.Aliases.Prepend(verb.Name)), verb.Description!);
        return text.Append("\nMore: voidkey help COMMAND, voidkey help flags, voidkey help tokens\n").ToString();
    }

    /// <summary>Whether there is a page of this name, beside those of the commands.</summary>
    public static bool IsTopic(string name) => name is "flags" or "tokens";

    public static string OfTopic(string name, CommandTree tree) => name == "flags" ? OfFlags(tree) : OfTokens();

    private static string OfFlags(CommandTree tree)
    {
        var text = new StringBuilder("Flags of every command:\n");
        foreach (var option in tree.Root.Options) AppendOption(text, WideColumn, option);
        return text.Append("Without --broker-url: http://localhost:3000.\n").ToString();
    }

    private static string OfTokens()
    {
        var text = new StringBuilder("Flags that say who you are, of every command that needs a token:\n");
        foreach (var option in new IdentityOptions().All) AppendOption(text, WideColumn, option);
        return text.Append($"""

            Without any, the first of these that is there:
              VOIDKEY_OIDC_TOKEN, VOIDKEY_OIDC_TOKEN_FILE, VOIDKEY_TOKEN, OIDC_TOKEN
              github           a job with `permissions: id-token: write`
              gitlab           id_tokens: VOIDKEY_ID_TOKEN
              circleci         the circleci program, else CIRCLE_OIDC_TOKEN_V2
              buildkite        buildkite-agent oidc request-token
              bitbucket        a step with `oidc: true`
              azure-pipelines  SYSTEM_ACCESSTOKEN mapped into the step
              terraform-cloud  TFC_WORKLOAD_IDENTITY_TOKEN
              kubernetes       {Tokens.KubernetesSource.Path}
              gcp              the metadata server of a Compute Engine machine

            See which one it is: voidkey token --debug

            """).ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"{verb.Description}\n\n");
        foreach (var example in verb.Examples) text.Append($"  {example}\n");
        text.Append($"\nUsage: voidkey {verb.Usage}\n");
        if (verb.Aliases.Count > 0) text.Append($"Alias: {string.Join(", ", verb.Aliases)}\n");
        if (verb.Options.Count > 0) text.Append('\n');
        foreach (var option in verb.Options.Where(o => o is not ValueOption { IsIdentity: true })) AppendOption(text, Column, option);
        if (verb.Options.Any(o => o is ValueOption { IsIdentity: true })) AppendRow(text, Column, "--token, --source, …", "who you are: voidkey help tokens");
        if (verb.Formats.Count > 0) AppendFormats(text, verb.Formats);
        return text.Append("\nThe flags of every command: voidkey help flags\n").ToString();
    }

    private static void AppendFormats(StringBuilder text, IReadOnlyList<string> formats)
    {
        var (left, line) = ("-o, --output FMT", "");
        foreach (var word in formats.SkipLast(1).Select(format => $"{format},").Append(formats[^1]).Append("[VOIDKEY_OUTPUT_FORMAT]"))
        {
            if (line.Length + 1 + word.Length > Width - Column)
            {
                AppendRow(text, Column, left, line);
                (left, line) = ("", "");
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        AppendRow(text, Column, left, line);
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
