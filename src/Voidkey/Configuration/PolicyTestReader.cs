using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Reads <c>tests</c>.</summary>
internal static class PolicyTestReader
{
    private static readonly JsonElement NoClaims = JsonElement.Parse("{}");

    public static PolicyTestConfig Read(ConfigSection section)
    {
        var substituted = new List<Secret>();
        var test = new PolicyTestConfig(
            section.Text("name"),
            section.Text("idp"),
            Claims(section, substituted),
            substituted,
            section.TextList("allow") ?? [],
            section.TextList("deny") ?? [],
            Moment(section),
            Address(section),
            section);
        if (!section.Has("allow") && !section.Has("deny")) section.Report(ConfigCodes.EmptyTest, null, "'allow' or 'deny' is missing: a test names at least one key");
        foreach (var both in test.Allow.Intersect(test.Deny, StringComparer.Ordinal)) section.ReportEntry(ConfigCodes.Conflict, "deny", both, "this key stands in 'allow' too");
        section.Close();
        return test;
    }

    private static JsonElement Claims(ConfigSection section, List<Secret> substituted)
    {
        if (section.Node("claims") is not ConfigMapping mapping)
        {
            if (section.Has("claims")) section.Report(ConfigCodes.InvalidValue, "claims", "this must be a map of the token's claims");
            else section.Report(ConfigCodes.Missing, null, "'claims' is missing: say whose token it is");
            return NoClaims;
        }

        var json = Encoding.UTF8.GetBytes(new ConfigJson(scalar => Text(section, scalar, substituted), areClaims: true).Of(mapping));
        if (Base64Url.GetEncodedLength(json.Length) > CompactJws.MaxLength) section.Report(ConfigCodes.OutOfRange, "claims", $"no token with these claims would be read: it has more than {CompactJws.MaxLength} characters");
        else if (StrictJson.TryReadObject(json, out var claims)) return claims;
        else section.Report(ConfigCodes.InvalidValue, "claims", $"no token with these claims would be read: they are nested deeper than {StrictJson.MaxDepth}, or have a text that is not Unicode");
        return NoClaims;
    }

    // One that cannot be resolved is reported where it stands.
    private static string Text(ConfigSection section, ConfigScalar scalar, List<Secret> substituted)
    {
        var text = ConfigValue.Text(section, "claims", scalar) ?? "";
        if (text.Length > 0 && text != scalar.Text) substituted.Add(new Secret(text));
        return text;
    }

    private static DateTimeOffset? Moment(ConfigSection section)
    {
        // What a token can say, with room for its life (RFC 7519 §2).
        var at = ConstraintsReader.Moment(section, "at");
        if (at is not { } moment || moment.UtcDateTime.Year is >= 1970 and < 9999) return at;

        section.Report(ConfigCodes.OutOfRange, "at", "this must lie between the years 1970 and 9998");
        return null;
    }

    private static IPAddress? Address(ConfigSection section)
    {
        if (section.OptionalText("sourceIp") is not { Length: > 0 } text) return null;
        if (IPAddress.TryParse(text, out var address) && address.ToString() == text) return address;

        section.Report(ConfigCodes.InvalidValue, "sourceIp", "this must be an address such as 10.1.2.3 or 2001:db8::1");
        return null;
    }
}
