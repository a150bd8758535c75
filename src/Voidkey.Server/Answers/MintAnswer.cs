using System.Text.Json;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Answers;

/// <summary>Writes what was minted, straight to the wire: every mint does, and the serializer would want a second copy of it all.</summary>
internal static class MintAnswer
{
    /// <summary>As <see cref="Contracts.MintResponse"/>.</summary>
    public static Task V1Async(HttpContext http, Minted minted) => Answer.OkAsync(http, minted, static (json, minted) =>
    {
        json.WriteStartObject();
        json.WriteStartObject(Names.Credentials);
        foreach (var key in minted.Keys) WriteVariables(json, key.Key, key);
        json.WriteEndObject();

        var expiresAt = DateTimeOffset.MaxValue;
        json.WriteStartObject(Names.Keys);
        foreach (var key in minted.Keys)
        {
            json.WriteStartObject(key.Key);
            json.WriteString(Names.Provider, key.Provider);
            json.WriteString(Names.ExpiresAt, Timestamps.Seconds(key.ExpiresAt));
            json.WriteEndObject();
            if (key.ExpiresAt < expiresAt) expiresAt = key.ExpiresAt;
        }

        json.WriteEndObject();
        json.WriteString(Names.ExpiresAt, Timestamps.Seconds(expiresAt));
        json.WriteString(Names.Subject, minted.Principal.Subject);
        json.WriteString(Names.Idp, minted.Principal.Idp);
        json.WriteString(Names.IssuedAt, WireInstant.Text(minted.IssuedAt));
        json.WriteString(Names.MintId, minted.MintId);
        json.WriteEndObject();
    });

    /// <summary>As key name → <see cref="Contracts.CompatibleCredential"/>.</summary>
    public static Task CompatibleAsync(HttpContext http, Minted minted) => Answer.OkAsync(http, minted, static (json, minted) =>
    {
        json.WriteStartObject();
        foreach (var key in minted.Keys)
        {
            json.WriteStartObject(key.Key);
            WriteVariables(json, "credentials", key);
            json.WriteString(Names.ExpiresAt, Timestamps.Seconds(key.ExpiresAt));
            WriteMetadata(json, key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteVariables(Utf8JsonWriter json, string name, MintedEnvironment key)
    {
        json.WriteStartObject(name);
        foreach (var (variable, value) in key.Variables) json.WriteString(variable, value);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, MintedEnvironment key)
    {
        json.WriteStartObject(Names.Metadata);
        json.WriteString(Names.Provider, key.Provider);
        json.WriteString(Names.KeyName, key.Key);
        foreach (var (name, value) in key.Metadata)
        {
            // A provider's word does not stand in for ours.
            if (name is not ("provider" or "keyName")) json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Escaped once: every answer has the same names.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Credentials = JsonEncodedText.Encode("credentials");
        public static readonly JsonEncodedText ExpiresAt = JsonEncodedText.Encode("expiresAt");
        public static readonly JsonEncodedText Idp = JsonEncodedText.Encode("idp");
        public static readonly JsonEncodedText IssuedAt = JsonEncodedText.Encode("issuedAt");
        public static readonly JsonEncodedText KeyName = JsonEncodedText.Encode("keyName");
        public static readonly JsonEncodedText Keys = JsonEncodedText.Encode("keys");
        public static readonly JsonEncodedText Metadata = JsonEncodedText.Encode("metadata");
        public static readonly JsonEncodedText MintId = JsonEncodedText.Encode("mintId");
        public static readonly JsonEncodedText Provider = JsonEncodedText.Encode("provider");
        public static readonly JsonEncodedText Subject = JsonEncodedText.Encode("subject");
    }
}
