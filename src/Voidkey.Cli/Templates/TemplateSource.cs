using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Templates;

/// <summary>Finds the template of <c>-o template=NAME|FILE</c>: one of <c>output_templates</c>, else a file.</summary>
internal static class TemplateSource
{
    public const string Prefix = "template=";

    /// <param name="format">With the prefix.</param>
    public static async Task<Result<Template>> ReadAsync(Invocation invocation, string format, CancellationToken ct)
    {
        var name = format[Prefix.Length..];
        var setting = invocation.Find(invocation.Globals.Format)!;
        if (invocation.Config.Template(name) is { } text) return Parse(setting, $"output_templates.{name}", text);

        var path = Path.GetFullPath(name, invocation.Surroundings.Files.CurrentDirectory ?? "/");
        if (name.Length == 0 || !invocation.Surroundings.Files.Exists(path))
            return setting.Wrong($"{setting.Origin}: there is no template {Typed.Shown(name)}, neither in output_templates of a configuration file nor as a file{Suggestion.For(name, invocation.Config.TemplateNames)}");
        return (await new ConfigLoader(invocation).ReadBytesAsync(path, ct)).TryGet(out var content, out var failure) ? Parse(setting, name, ConfigFileReader.TextOf(content)) : failure;
    }

    private static Result<Template> Parse(Setting setting, string place, string text)
    {
        var (template, problem) = TemplateReader.Read(text);
        return template is not null ? template : setting.Wrong($"{place}:{problem}");
    }
}
