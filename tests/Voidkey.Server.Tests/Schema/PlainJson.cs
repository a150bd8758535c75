using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Server.Tests.Schema;

/// <summary>YAML as an editor sees it: JSON by the core schema of YAML 1.2, nothing substituted.</summary>
internal static partial class PlainJson
{
    /// <returns>Null where it is no YAML that we read.</returns>
    public static ConfigMapping? Read(string yaml)
    {
        var problems = new ConfigProblems();
        var root = YamlReader.Read("config.yaml", yaml.TrimStart('\ufeff'), problems);
        return problems.Any ? null : root;
    }

    public static JsonElement ElementOf(ConfigNode node) => JsonSerializer.SerializeToElement(Of(node));

    private static JsonNode? Of(ConfigNode node) => node switch
    {
        ConfigMapping mapping => new JsonObject(mapping.Members.Select(static member => KeyValuePair.Create(member.Name, Of(member.Value)))),
        ConfigSequence list => new JsonArray([.. list.Items.Select(Of)]),
        ConfigScalar { IsNull: true } => null,
        ConfigScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => true,
        ConfigScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => false,
        ConfigScalar { IsPlain: true } number when Number().IsMatch(number.Text) => JsonValue.Create(decimal.Parse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        ConfigScalar { IsPlain: true } other when ConfigValue.LooksTyped(other.Text) => 0, // Hexadecimal, octal, infinite: some number.
        ConfigScalar text => text.Text,
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z")]
    private static partial Regex Number();
}
