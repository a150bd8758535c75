using System.Buffers;
using System.Text.Json;

namespace Voidkey.Diagnostics;

/// <summary>One decision about a verified caller. docs/audit.md describes every member.</summary>
/// <param name="Time">When it was decided, UTC.</param>
/// <param name="RequestId">The id that the caller was told.</param>
/// <param name="MintId">Names the mint; a refusal has one too.</param>
/// <param name="ClientAddress">Where the request came from, if that is known.</param>
/// <param name="Asked">The keys asked for; null: all of them.</param>
/// <param name="Refusal">Why not; null: granted.</param>
/// <param name="Credentials">What the clouds gave. In a refusal: what was minted and thrown away, because another key could not be had.</param>
internal sealed record AuditRecord(
    DateTimeOffset Time,
    string RequestId,
    string MintId,
    string? ClientAddress,
    string Idp,
    string Issuer,
    string Subject,
    IReadOnlyList<string>? Asked,
    BrokerError? Refusal,
    IReadOnlyList<AuditedCredential> Credentials)
{
    private const int Version = 1;

    /// <summary>One line of JSON with its line break. The writer escapes all that is not plain ASCII, so no claim can forge a line.</summary>
    public ReadOnlyMemory<byte> ToLine()
    {
        var buffer = new ArrayBufferWriter<byte>(768);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "voidkey.audit.mint");
            json.WriteNumber("version", Version);
            json.WriteString("time", Timestamps.Milliseconds(Time));
            json.WriteString("decision", Refusal is null ? "granted" : "refused");
            if (Refusal is { } refusal) WriteRefusal(json, refusal);
            json.WriteString("requestId", RequestId);
            json.WriteString("mintId", MintId);
            if (ClientAddress is not null) json.WriteString("clientAddress", ClientAddress);
            json.WriteString("idp", Idp);
            json.WriteString("issuer", Issuer);
            json.WriteString("subject", Subject);
            WriteAsked(json);
            WriteCredentials(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void WriteRefusal(Utf8JsonWriter json, BrokerError refusal)
    {
        json.WriteString("code", refusal.Code.ToString());
        if (refusal.Cause is not null) json.WriteString("cause", refusal.Cause);
        if (refusal.Key is not null) json.WriteString("key", refusal.Key);
    }

    private void WriteAsked(Utf8JsonWriter json)
    {
        if (Asked is null)
        {
            json.WriteString("asked", "all");
            return;
        }

        json.WriteStartArray("asked");
        foreach (var key in Asked) json.WriteStringValue(key);
        json.WriteEndArray();
    }

    private void WriteCredentials(Utf8JsonWriter json)
    {
        json.WriteStartArray(Refusal is null ? "credentials" : "discarded");
        foreach (var credential in Credentials)
        {
            json.WriteStartObject();
            json.WriteString("key", credential.Key);
            json.WriteString("provider", credential.Provider);
            json.WriteString("reference", credential.Reference);
            json.WriteString("expiresAt", Timestamps.Seconds(credential.ExpiresAt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <param name="Reference">What names the credential at the cloud without being secret.</param>
internal sealed record AuditedCredential(string Key, string Provider, string Reference, DateTimeOffset ExpiresAt);
