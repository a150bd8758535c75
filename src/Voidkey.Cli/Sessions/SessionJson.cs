using System.Buffers;
using System.Text.Json;
using Voidkey.Cli.Login;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Sessions;

/// <summary>How sessions and records are written, and read again: strictly, since anybody may have written there meanwhile.</summary>
internal static class SessionJson
{
    /// <summary>Two tokens of the greatest size, and what is said about them.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int Version = 1;
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(Session session) => Write(json =>
    {
        Head(json, session.Key, session.Issuer, session.Subject);
        json.WriteString("clientId", session.ClientId);
        json.WriteBoolean("accessToken", session.ShowsAccessToken);
        json.WriteString("token", session.Bearer.Reveal());
        json.WriteNumber("issuedAt", session.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("expiresAt", session.ExpiresAt.ToUnixTimeSeconds());
        if (session.Refresh is { } refresh) json.WriteString("refreshToken", refresh.Reveal());
        json.WriteString("tokenEndpoint", session.TokenEndpoint.AbsoluteUri);
        if (session.RevocationEndpoint is { } revocation) json.WriteString("revocationEndpoint", revocation.AbsoluteUri);
    });

    public static byte[] Of(SessionRecord record) => Write(json =>
    {
        Head(json, record.Key, record.Issuer, record.Subject);
        json.WriteString("storage", record.Storage);
        json.WriteNumber("expiresAt", record.ExpiresAt.ToUnixTimeSeconds());
        json.WriteBoolean("refreshable", record.IsRefreshable);
    });

    /// <summary>Null: it is not a session, or not the one of this key.</summary>
    public static Session? ReadSession(byte[] content, SessionKey key) => Read(content, members =>
    {
        if (members.Key != key || members.Bearer("token") is not { } bearer || members.Url("tokenEndpoint") is not { } endpoint) return null;
        var (refresh, revocation) = (members.Has("refreshToken") ? members.Bearer("refreshToken") : null, members.Has("revocationEndpoint") ? members.Url("revocationEndpoint") : null);
        if ((refresh is null && members.Has("refreshToken")) || (revocation is null && members.Has("revocationEndpoint"))) return null;
        return new Session(
            key, members.Text("issuer"), members.Text("clientId"), members.Text("subject"), members.Flag("accessToken"), bearer, members.Instant("issuedAt"), members.Instant("expiresAt"), refresh, endpoint, revocation);
    });

    /// <summary>Null: it is not one.</summary>
    public static SessionRecord? ReadRecord(byte[] content) => Read(content, members =>
        new SessionRecord(members.Key, members.Text("issuer"), members.Text("subject"), members.Text("storage"), members.Instant("expiresAt"), members.Flag("refreshable")));

    private static void Head(Utf8JsonWriter json, SessionKey key, string issuer, string subject)
    {
        json.WriteNumber("version", Version);
        json.WriteString("broker", key.Broker);
        json.WriteString("idp", key.Idp);
        json.WriteString("issuer", issuer);
        json.WriteString("subject", subject);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static T? Read<T>(byte[] content, Func<Members, T?> read) where T : class
    {
        if (content.Length > MaxBytes) return null;
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            return document.RootElement.GetProperty("version").GetInt32() == Version ? read(new Members(document.RootElement)) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private readonly struct Members(JsonElement json)
    {
        public SessionKey Key => new(Text("broker"), Text("idp"));

        public bool Has(string name) => json.TryGetProperty(name, out _);

        public string Text(string name) => json.GetProperty(name).GetString() ?? throw new FormatException();

        public bool Flag(string name) => json.GetProperty(name).GetBoolean();

        public DateTimeOffset Instant(string name) =>
            json.GetProperty(name).GetInt64() is >= 0 and var seconds && seconds < Latest.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : throw new FormatException();

        public Secret? Bearer(string name) => TokenText.Check(Text(name), name).TryGet(out var bearer, out _) ? bearer : null;

        public Uri? Url(string name) => Endpoint.Read(Text(name));
    }
}
