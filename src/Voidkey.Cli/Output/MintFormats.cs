using System.Text;
using System.Text.Json;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Templates;

namespace Voidkey.Cli.Output;

/// <summary>What a mint prints.</summary>
/// <param name="Output">For stdout.</param>
/// <param name="Appended">For the end of the file that the CI system reads, once stdout has been written.</param>
internal sealed record MintText(string Output, string? Appended = null);

/// <summary>The formats of <c>voidkey mint</c>.</summary>
internal static class MintFormats
{
    /// <summary>The default first.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "env", "dotenv", "json", "json-flat", "yaml", "yaml-full", "powershell", "fish", "cmd", "nushell",
        "github", "azure-pipelines", "aws-credentials", "docker-env", "terraform-external",
    ];

    /// <param name="profile">For <c>aws-credentials</c>.</param>
    /// <param name="template">For <c>template=…</c>; null: another format.</param>
    public static Result<MintText> Write(string format, IReadOnlyList<KeyCredentials> keys, bool allowUnsafe, string? profile, Template? template = null)
    {
        // Grouped by key, these set no variables: there is nothing to collide or to inject into.
        if (format == "json") return new MintText(Json(keys));
        if (format == "yaml-full") return new MintText(YamlText.Full(keys));
        if (format == "aws-credentials") return AsText(AwsCredentialsText.Of(keys, profile));

        if (!Variables.Of(keys, allowUnsafe).TryGet(out var variables, out var failure)) return failure;
        if (template is not null) return AsText(TemplateText.Of(template, keys, variables));
        return format switch
        {
            "json-flat" => new MintText(JsonText.Indented(json => Flat(json, variables))),
            "terraform-external" => new MintText(JsonText.Line(json => Flat(json, variables))),
            "yaml" => new MintText(YamlText.Flat(variables)),
            "github" => GitHub(variables),
            _ => AsText(Lines(variables, format)),
        };
    }

    /// <summary>The formats that are a line for each variable: what stands before and behind its name, how the value is quoted, and how the line ends.</summary>
    private static (string Before, string Behind, Func<string, string?> Quote, string End) LineOf(string format) => format switch
    {
        "env" => ("export ", "=", PosixQuoting.Quote, "\n"),
        "dotenv" => ("", "=", DotenvQuoting.Quote, "\n"),
        "powershell" => ("$env:", " = ", PowerShellQuoting.Quote, "\n"),
        "fish" => ("set -gx ", " ", FishQuoting.Quote, "\n"),
        "nushell" => ("$env.", " = ", NushellQuoting.Quote, "\n"),
        "docker-env" => ("", "=", DockerEnvQuoting.Quote, "\n"),
        "azure-pipelines" => ("##vso[task.setvariable variable=", ";issecret=true]", AzurePipelinesCommands.Quote, "\n"),

        // Without the @, a batch file would show its lines, and with them the values.
        "cmd" => ("@set \"", "=", CmdQuoting.Quote, "\r\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not one of Names"),
    };

    private static Result<string> Lines(IReadOnlyList<KeyValuePair<string, string>> variables, string format)
    {
        var (before, behind, quote, end) = LineOf(format);
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (quote(value) is not { } quoted) return Variables.Uncarried(name);
            text.Append(before).Append(name).Append(behind).Append(quoted).Append(end);
        }

        return text.ToString();
    }

    private static Result<MintText> GitHub(IReadOnlyList<KeyValuePair<string, string>> variables) =>
        GitHubCommands.Assignments(variables, out var wrong) is { } assignments
            ? new MintText(GitHubCommands.Masks(variables.Select(variable => variable.Value)), assignments)
            : Variables.Uncarried(wrong);

    private static Result<MintText> AsText(Result<string> result) => result.TryGet(out var text, out var failure) ? new MintText(text) : failure;

    private static void Flat(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        json.WriteStartObject();
        foreach (var (name, value) in variables) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static string Json(IReadOnlyList<KeyCredentials> keys) => JsonText.Indented(json =>
    {
        json.WriteStartObject();
        foreach (var key in keys) WriteKey(json, key);
        json.WriteEndObject();
    });

    private static void WriteKey(Utf8JsonWriter json, KeyCredentials key)
    {
        json.WriteStartObject(key.Name);
        json.WriteStartObject("credentials");
        foreach (var (name, value) in key.Variables) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("expiresAt", Instants.Format(key.ExpiresAt));
        json.WriteStartObject("metadata");
        json.WriteString("provider", key.Provider);
        json.WriteString("keyName", key.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
