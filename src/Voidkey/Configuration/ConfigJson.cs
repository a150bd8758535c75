using System.Globalization;
using System.Text.Json;

namespace Voidkey.Configuration;

/// <summary>Writes a YAML value as the JSON it stands for.</summary>
internal static class ConfigJson
{
    public static void Write(ConfigSection section, string name, ConfigNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case ConfigMapping mapping:
                writer.WriteStartObject();
                foreach (var member in mapping.Members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(section, name, member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case ConfigSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items) Write(section, name, item, writer);
                writer.WriteEndArray();
                break;
            case ConfigScalar scalar:
                Write(section, name, scalar, writer);
                break;
        }
    }

    // Only as JSON itself writes it: an account id that begins with a zero would lose it.
    private static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private static void Write(ConfigSection section, string name, ConfigScalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.IsNull) writer.WriteNullValue();
        else if (scalar is { IsPlain: true, Text: "true" or "false" }) writer.WriteBooleanValue(scalar.Text == "true");
        else if (scalar.IsPlain && IsNumber(scalar.Text, out var number)) writer.WriteNumberValue(number);
        else writer.WriteStringValue(ConfigValue.Text(section, name, scalar, TextUse.Policy) ?? "");
    }
}
