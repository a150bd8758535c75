using System.Buffers.Text;
using System.Text.Json;

namespace Voidkey.Cli.Tokens;

/// <summary>What a JWT says about itself (RFC 7519). Nothing of it is verified here: that is for the broker to do.</summary>
internal sealed class UnverifiedToken
{
    private readonly JsonElement _header;

    private UnverifiedToken(JsonElement header, JsonElement claims) => (_header, Claims) = (header, claims);

    /// <summary>The payload, an object.</summary>
    public JsonElement Claims { get; }

    public string? Algorithm => Text(_header, "alg");

    public string? Issuer => Text(Claims, "iss");

    public string? Subject => Text(Claims, "sub");

    /// <summary>RFC 7519 §4.1.3: one text or a list of them. Empty when there is none.</summary>
    public IReadOnlyList<string> Audience => !Claims.TryGetProperty("aud", out var audience) ? []
        : audience.ValueKind == JsonValueKind.String ? [audience.GetString()!]
        : audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]
        : [];

    public DateTimeOffset? ExpiresAt => Instant("exp");

    public DateTimeOffset? NotBefore => Instant("nbf");

    /// <summary>Null when the text is not a signed JWT in compact form.</summary>
    public static UnverifiedToken? Read(Secret bearer)
    {
        if (bearer.Reveal().Split('.') is not [var header, var claims, _]) return null;
        return Object(header) is { } head && Object(claims) is { } body ? new UnverifiedToken(head, body) : null;
    }

    private static JsonElement? Object(string part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });

            // Reading texts now: half a surrogate would throw at whoever asks for it later.
            return document.RootElement.ValueKind == JsonValueKind.Object && IsText(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is not null,
        JsonValueKind.Array => element.EnumerateArray().All(IsText),
        JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
        _ => true,
    };

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private DateTimeOffset? Instant(string name)
    {
        if (!Claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds)) return null;
        return seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds)) : null;
    }
}
