using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voidkey.Configuration;

/// <summary>Writes a YAML value as the JSON it stands for.</summary>
/// <param name="textOf">What a text is, substituted.</param>
/// <param name="areClaims">True: a number is whatever <c>match</c> takes for one. False: only what JSON itself would write like this.</param>
internal sealed class ConfigJson(Func<ConfigScalar, string> textOf, bool areClaims = false)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Of(ConfigNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) Write(node, writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(ConfigNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case ConfigMapping mapping:
                writer.WriteStartObject();
                foreach (var member in mapping.Members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case ConfigSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items) Write(item, writer);
                writer.WriteEndArray();
                break;
            case ConfigScalar scalar:
                Write(scalar, writer);
                break;
        }
    }

    // Only as JSON itself writes it: an account id that begins with a zero would lose it.
    public static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private void Write(ConfigScalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.IsNull) writer.WriteNullValue();
        else if (scalar is { IsPlain: true, Text: "true" or "false" }) writer.WriteBooleanValue(scalar.Text == "true");
        else if (areClaims && ConfigValue.Number(scalar) is { } claim) writer.WriteNumberValue(claim);
        else if (!areClaims && scalar.IsPlain && IsNumber(scalar.Text, out var number)) writer.WriteNumberValue(number);
        else writer.WriteStringValue(textOf(scalar));
    }
}
