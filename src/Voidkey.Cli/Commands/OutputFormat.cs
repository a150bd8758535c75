using Voidkey.Cli.Output;
using Voidkey.Cli.Templates;

namespace Voidkey.Cli.Commands;

/// <summary>Picks a command's output format.</summary>
internal static class OutputFormat
{
    public static IReadOnlyList<string> ForLists { get; } = ["table", "json", "yaml", "name"];

    public static IReadOnlyList<string> ForAnswers { get; } = ["text", "json"];

    public static Result<string> Read(Invocation invocation, Verb verb)
    {
        if (invocation.Find(invocation.Globals.Format) is not { } setting) return verb.Formats[0];
        if (verb.Formats.Contains(setting.Value)) return setting.Value;
        var isTemplate = setting.Value.StartsWith(TemplateSource.Prefix, StringComparison.Ordinal);
        if (isTemplate && verb.TakesTemplate) return setting.Value;

        // One variable serves all commands: "dotenv" is for mint, and list-keys then keeps its default.
        if (setting.Command is null && isTemplate) return verb.Formats[0];
        if (setting.Command is null && MintFormats.Names.Concat(ForLists).Concat(ForAnswers).Contains(setting.Value)) return verb.Formats[0];
        return setting.Wrong($"{setting.Origin} of {verb.Name} is one of {string.Join(", ", verb.Formats)}{Suggestion.For(setting.Value, verb.Formats)}");
    }
}
