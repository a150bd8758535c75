using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Templates;

/// <summary>What a value can go through.</summary>
internal static class TemplateFunctions
{
    /// <summary>Writes a value for a reader; null where it cannot be written.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string?>> Plain = new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal)
    {
        ["sh"] = PosixQuoting.Quote,
        ["fish"] = FishQuoting.Quote,
        ["powershell"] = PowerShellQuoting.Quote,
        ["nushell"] = NushellQuoting.Quote,
        ["dotenv"] = DotenvQuoting.Quote,
        ["json"] = value => JsonText.Line(json => json.WriteStringValue(value)).TrimEnd('\n'),
        ["yaml"] = YamlText.Quoted,
        ["base64"] = value => Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
        ["url"] = Uri.EscapeDataString,

        // For formats that a line break would end.
        ["line"] = value => value.Any(char.IsControl) ? null : value,
    };

    /// <summary>Takes its argument where there is no value, or an empty one.</summary>
    public const string Default = "default";

    public static IEnumerable<string> Names => Plain.Keys.Append(Default);
}
