using System.Buffers.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Voidkey.Demo;

/// <summary>Reads what a token says, to show it.</summary>
internal static class Jwt
{
    public static JsonObject Claims(Secret token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Reveal().Split('.')[1]))!.AsObject();
}

/// <summary>Reads one element of STS's answers, to show it.</summary>
internal static class StsAnswer
{
    public static string? Element(string xml, string name)
    {
        try
        {
            return XDocument.Parse(xml).Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

/// <summary>Shows that a value is there without showing it.</summary>
internal static class Mask
{
    /// <param name="line"><c>export NAME='value'</c>.</param>
    public static string Assignment(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var value = line[(equals + 1)..].Trim('\'');
        return $"{line[..equals]}='{value[..Math.Min(4, value.Length)]}{new string('*', Math.Clamp(value.Length - 4, 0, 16))}'";
    }
}
