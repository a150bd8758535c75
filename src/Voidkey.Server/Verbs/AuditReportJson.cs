using System.Text;
using System.Text.Json;
using Voidkey.Audit;

namespace Voidkey.Server.Verbs;

/// <summary>A verification for programs: <c>{good, records, chains: […], findings: […], notes: […]}</c>.</summary>
internal static class AuditReportJson
{
    public static string Of(AuditReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteBoolean("good", report.IsGood);
            json.WriteNumber("records", report.Records);
            json.WriteStartArray("chains");
            foreach (var chain in report.Chains) Write(json, chain);
            json.WriteEndArray();
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings) Write(json, finding);
            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (var note in report.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, FoundChain chain)
    {
        json.WriteStartObject();
        json.WriteString("chain", chain.Id);
        json.WriteNumber("first", chain.First);
        json.WriteNumber("last", chain.Last);
        json.WriteNumber("records", chain.Records);
        json.WriteNumber("signedTo", chain.SignedTo);
        json.WriteBoolean("hasSignatures", chain.HasSignatures);
        json.WriteBoolean("closed", chain.IsClosed);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AuditFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("fault", WordOf(finding.Fault));
        json.WriteString("file", finding.File);
        json.WriteNumber("line", finding.Line);
        if (finding.Chain is not null) json.WriteString("chain", finding.Chain);
        json.WriteString("message", finding.Message);
        json.WriteEndObject();
    }

    private static string WordOf(AuditFault fault) => fault switch
    {
        AuditFault.Changed => "changed",
        AuditFault.Unlinked => "unlinked",
        AuditFault.Removed => "removed",
        AuditFault.Reordered => "reordered",
        AuditFault.Duplicated => "duplicated",
        AuditFault.BadSignature => "bad_signature",
        AuditFault.NotSigned => "not_signed",
        _ => "no_record",
    };
}
