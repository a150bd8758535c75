using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Output;

/// <summary>Who is logged in where, without any token.</summary>
internal static class SessionList
{
    public static string AsTable(IReadOnlyList<SessionRecord> records, Surroundings surroundings, Paper paper) => Table.Write(
    [
        ["BROKER", "IDP", "SUBJECT", "STORAGE", "EXPIRES", "REFRESHABLE"],
        .. records.Select(record => new[] { record.Key.Broker, record.Key.Idp, record.Subject, record.Storage, Expiry(record, surroundings), record.IsRefreshable ? "yes" : "no" }),
    ], paper);

    public static string AsJson(IReadOnlyList<SessionRecord> records) => JsonText.Indented(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sessions");
        foreach (var record in records)
        {
            json.WriteStartObject();
            foreach (var (name, value) in Texts(record)) json.WriteString(name, value);
            json.WriteBoolean("refreshable", record.IsRefreshable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static string AsYaml(IReadOnlyList<SessionRecord> records) => YamlText.OfJson(AsJson(records));

    private static (string Name, string Value)[] Texts(SessionRecord record) =>
    [
        ("broker", record.Key.Broker), ("idp", record.Key.Idp), ("issuer", record.Issuer), ("subject", record.Subject), ("storage", record.Storage), ("expiresAt", Instants.Format(record.ExpiresAt)),
    ];

    private static string Expiry(SessionRecord record, Surroundings surroundings) =>
        record.ExpiresAt <= surroundings.Time.GetUtcNow() ? "expired" : Instants.Expiry(record.ExpiresAt, surroundings);
}
