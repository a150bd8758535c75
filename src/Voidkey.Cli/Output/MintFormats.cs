using System.Text;
using System.Text.Json;
using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Output;

/// <summary>The formats of <c>voidkey mint</c>.</summary>
internal static class MintFormats
{
    /// <summary>The default first.</summary>
    public static readonly IReadOnlyList<string> Names = ["env", "dotenv", "json", "json-flat"];

    public static Result<string> Write(string format, IReadOnlyList<KeyCredentials> keys, bool allowUnsafe)
    {
        // Grouped by key, this one sets no variables: there is nothing to collide or to inject into.
        if (format == "json") return Json(keys);

        if (!Variables.Of(keys, allowUnsafe).TryGet(out var variables, out var failure)) return failure;
        return format switch
        {
            "env" => Lines(variables, "export ", PosixQuoting.Quote),
            "dotenv" => Lines(variables, "", DotenvQuoting.Quote),
            "json-flat" => JsonFlat(variables),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not one of Names"),
        };
    }

    private static Result<string> Lines(IReadOnlyList<KeyValuePair<string, string>> variables, string start, Func<string, string?> quote)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (quote(value) is not { } quoted) return Variables.Uncarried(name);
            text.Append(start).Append(name).Append('=').Append(quoted).Append('\n');
        }

        return text.ToString();
    }

    private static string JsonFlat(IReadOnlyList<KeyValuePair<string, string>> variables) => JsonText.Indented(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in variables) json.WriteString(name, value);
        json.WriteEndObject();
    });

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
