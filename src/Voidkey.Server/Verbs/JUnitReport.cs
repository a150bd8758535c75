using System.Globalization;
using System.Text;
using System.Xml;
using Voidkey.Diagnostics;
using Voidkey.PolicyTests;

namespace Voidkey.Server.Verbs;

/// <summary>The outcome of tests in the form that CI systems read: a suite a configuration, a case a test.</summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };

    public static byte[] Of(IReadOnlyList<TestedConfiguration> tested)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", "voidkey-server test");
            Count(xml, tested);
            foreach (var configuration in tested) WriteSuite(xml, configuration);
            xml.WriteEndElement();
            xml.WriteEndDocument();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteSuite(XmlWriter xml, TestedConfiguration configuration)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", configuration.Path);
        Count(xml, [configuration]);
        if (configuration.Results is null) WriteError(xml, configuration);
        foreach (var result in configuration.Results ?? []) WriteCase(xml, configuration.Path, result);
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string path, PolicyTestResult result)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", result.Name);
        Attribute(xml, "classname", path);
        Attribute(xml, "file", result.Position.File);
        Attribute(xml, "line", result.Position.Line.ToString(CultureInfo.InvariantCulture));
        if (result.Failures.Count > 0)
        {
            xml.WriteStartElement("failure");
            Attribute(xml, "message", TestText.Verdicts(result));
            xml.WriteString(Readable(string.Join('\n', TestText.Details(result).Prepend(result.Position.ToString()))));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // A configuration that cannot be loaded has no tests to report, and must not look like one whose tests passed.
    private static void WriteError(XmlWriter xml, TestedConfiguration configuration)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", "the configuration is good");
        Attribute(xml, "classname", configuration.Path);
        xml.WriteStartElement("error");
        Attribute(xml, "message", "the configuration has errors");
        xml.WriteString(Readable(string.Join('\n', configuration.Problems)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Count(XmlWriter xml, IReadOnlyList<TestedConfiguration> tested)
    {
        var errors = tested.Count(static configuration => configuration.Results is null);
        PolicyTestResult[] results = [.. tested.SelectMany(static configuration => configuration.Results ?? [])];
        Attribute(xml, "tests", (results.Length + errors).ToString(CultureInfo.InvariantCulture));
        Attribute(xml, "failures", results.Count(static result => result.Failures.Count > 0).ToString(CultureInfo.InvariantCulture));
        Attribute(xml, "errors", errors.ToString(CultureInfo.InvariantCulture));
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Readable(Printable.Line(value)));

    // XML 1.0 §2.2: what no document may contain, not even escaped.
    private static string Readable(string text) => string.Concat(text.EnumerateRunes().Select(static rune => rune.Value is '\n' or '\t' || XmlConvert.IsXmlChar((char)rune.Value) || !rune.IsBmp ? rune.ToString() : "\ufffd"));
}
