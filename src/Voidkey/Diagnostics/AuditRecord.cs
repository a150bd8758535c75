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
/// <param name="Trace">Of a denial: how near the caller came to the key that was denied.</param>
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
    IReadOnlyList<IdentityTrace> Trace,
    IReadOnlyList<AuditedCredential> Credentials)
{
    private const int Version = 1;

    /// <summary>The hash of the configuration that decided.</summary>
    public required string Configuration { get; init; }

    /// <summary>The trace of the request (W3C Trace Context), where there is one.</summary>
    public string? TraceId { get; init; }

    /// <summary>The claims of the caller that are recorded, as a JSON object of plain ASCII; empty: none.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>One line of JSON with its line break. The writer escapes all that is not plain ASCII, so no claim can forge a line.</summary>
    public ReadOnlyMemory<byte> ToLine()
    {
        var buffer = new ArrayBufferWriter<byte>(768);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(Names.Type, "voidkey.audit.mint");
            json.WriteNumber(Names.Version, Version);
            json.WriteString(Names.Time, Timestamps.Milliseconds(Time));
            json.WriteString(Names.Decision, Refusal is null ? "granted" : "refused");
            if (Refusal is { } refusal) WriteRefusal(json, refusal);
            json.WriteString(Names.RequestId, RequestId);
            json.WriteString(Names.MintId, MintId);
            if (TraceId is not null) json.WriteString(Names.TraceId, TraceId);
            json.WriteString(Names.Configuration, Configuration);
            if (ClientAddress is not null) json.WriteString(Names.ClientAddress, ClientAddress);
            json.WriteString(Names.Idp, Idp);
            json.WriteString(Names.Issuer, Issuer);
            json.WriteString(Names.Subject, Subject);
            if (!Claims.IsEmpty) WriteClaims(json);
            WriteAsked(json);
            if (Trace.Count > 0) WriteTrace(json);
            WriteCredentials(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void WriteRefusal(Utf8JsonWriter json, BrokerError refusal)
    {
        json.WriteString(Names.Code, refusal.Code.ToString());
        if (refusal.Cause is not null) json.WriteString(Names.Cause, refusal.Cause);
        if (refusal.Key is not null) json.WriteString(Names.Key, refusal.Key);
    }

    private void WriteClaims(Utf8JsonWriter json)
    {
        json.WritePropertyName(Names.Claims);
        json.WriteRawValue(Claims.Span, skipInputValidation: true);
    }

    private void WriteAsked(Utf8JsonWriter json)
    {
        if (Asked is null)
        {
            json.WriteString(Names.Asked, "all");
            return;
        }

        json.WriteStartArray(Names.Asked);
        foreach (var key in Asked) json.WriteStringValue(key);
        json.WriteEndArray();
    }

    private void WriteTrace(Utf8JsonWriter json)
    {
        json.WriteStartArray(Names.Trace);
        foreach (var identity in Trace)
        {
            json.WriteStartObject();
            json.WriteString(Names.Identity, identity.Path);
            if (identity.Name is not null) json.WriteString(Names.Name, identity.Name);
            json.WriteNumber(Names.Failing, identity.Failing);
            json.WriteStartArray(Names.Conditions);
            foreach (var condition in identity.Conditions) WriteCondition(json, condition);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCondition(Utf8JsonWriter json, ConditionTrace condition)
    {
        json.WriteStartObject();
        json.WriteString(Names.Claim, condition.Claim);
        json.WriteBoolean(Names.Holds, condition.Holds);
        json.WriteString(Names.Wanted, condition.Wanted);
        if (condition.Got is not null) json.WriteString(Names.Got, condition.Got);
        json.WriteEndObject();
    }

    private void WriteCredentials(Utf8JsonWriter json)
    {
        json.WriteStartArray(Refusal is null ? Names.Credentials : Names.Discarded);
        foreach (var credential in Credentials)
        {
            json.WriteStartObject();
            json.WriteString(Names.Key, credential.Key);
            json.WriteString(Names.Provider, credential.Provider);
            json.WriteString(Names.Target, credential.Target);
            json.WriteString(Names.Identity, credential.Identity);
            if (credential.Name is not null) json.WriteString(Names.Name, credential.Name);
            json.WriteString(Names.Reference, credential.Reference);
            json.WriteString(Names.ExpiresAt, Timestamps.Seconds(credential.ExpiresAt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Escaped once: every record has the same names.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Asked = JsonEncodedText.Encode("asked");
        public static readonly JsonEncodedText Cause = JsonEncodedText.Encode("cause");
        public static readonly JsonEncodedText Claim = JsonEncodedText.Encode("claim");
        public static readonly JsonEncodedText Claims = JsonEncodedText.Encode("claims");
        public static readonly JsonEncodedText ClientAddress = JsonEncodedText.Encode("clientAddress");
        public static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
        public static readonly JsonEncodedText Conditions = JsonEncodedText.Encode("conditions");
        public static readonly JsonEncodedText Configuration = JsonEncodedText.Encode("configuration");
        public static readonly JsonEncodedText Credentials = JsonEncodedText.Encode("credentials");
        public static readonly JsonEncodedText Decision = JsonEncodedText.Encode("decision");
        public static readonly JsonEncodedText Discarded = JsonEncodedText.Encode("discarded");
        public static readonly JsonEncodedText ExpiresAt = JsonEncodedText.Encode("expiresAt");
        public static readonly JsonEncodedText Failing = JsonEncodedText.Encode("failing");
        public static readonly JsonEncodedText Got = JsonEncodedText.Encode("got");
        public static readonly JsonEncodedText Holds = JsonEncodedText.Encode("holds");
        public static readonly JsonEncodedText Identity = JsonEncodedText.Encode("identity");
        public static readonly JsonEncodedText Idp = JsonEncodedText.Encode("idp");
        public static readonly JsonEncodedText Issuer = JsonEncodedText.Encode("issuer");
        public static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
        public static readonly JsonEncodedText MintId = JsonEncodedText.Encode("mintId");
        public static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
        public static readonly JsonEncodedText Provider = JsonEncodedText.Encode("provider");
        public static readonly JsonEncodedText Reference = JsonEncodedText.Encode("reference");
        public static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestId");
        public static readonly JsonEncodedText Subject = JsonEncodedText.Encode("subject");
        public static readonly JsonEncodedText Target = JsonEncodedText.Encode("target");
        public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
        public static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("traceId");
        public static readonly JsonEncodedText Trace = JsonEncodedText.Encode("trace");
        public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
        public static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
        public static readonly JsonEncodedText Wanted = JsonEncodedText.Encode("wanted");
    }
}

/// <param name="Target">What it is for, in the cloud's words: a role, a service account.</param>
/// <param name="Identity">The rule that grants it: where it stands in the configuration.</param>
/// <param name="Name">What that rule is called, if anything.</param>
/// <param name="Reference">What names the credential at the cloud without being secret.</param>
internal sealed record AuditedCredential(string Key, string Provider, string Target, string Identity, string? Name, string Reference, DateTimeOffset ExpiresAt);
