using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Reads entries of <c>clientIdps</c>. Those of custom types stay open: their type reads on.</summary>
internal static class ClientIdpReader
{
    public static ClientIdpConfig Read(ConfigSection section) =>
        section.OptionalText("type") is { Length: > 0 } type && type != TrustedIssuer.UnknownType ? OfAnyType(section) with { Issuer = section.Text("issuer"), Type = type } : OfJwts(section);

    private static ClientIdpConfig OfJwts(ConfigSection section)
    {
        var jwksUri = section.Url("jwksUri");
        var preset = PresetReader.Read(section);

        // Where discovery is needed, by us or by who logs in, the issuer is a URL that is talked to; else it is a name that is compared.
        if ((section.Has("login") || (!section.Has("jwksUri") && !KeyOrigins.AreAtHand(section))) && section.Has("issuer")) section.Url("issuer");
        var cache = section.SectionOrEmpty("jwksCache");
        var config = OfAnyType(section) with
        {
            Preset = preset,
            Issuer = PresetReader.Issuer(section, preset),
            Algorithms = section.TextList("algorithms"),
            JwksUri = jwksUri,
            Jwks = KeyOrigins.Document(section),
            JwksFile = NamedFile.PathOf(section, "jwksFile"),
            Anchors = section.CertificateAuthorities("caFile"),
            TokenTypes = section.TextList("tokenTypes"),
            Login = LoginReader.Read(section),
            FreshFor = AtMost(TimeSpan.FromHours(1), cache, "freshFor", "this may be 1 hour at most: a withdrawn key stays in use that long"),
            StaleFor = AtMost(TimeSpan.FromHours(24), cache, "staleFor", "this may be 24 hours at most"),
        };
        LoginReader.Check(config);
        section.Flag("allowInsecureHttp", false);
        cache.Close();
        section.Close();
        return config;
    }

    private static ClientIdpConfig OfAnyType(ConfigSection section) => new(section.Text("name"), section)
    {
        Audience = section.TextOrList("audience"),
        ValidateAudience = section.Flag("validateAudience", true),
        RequiredClaims = ClaimRuleReader.Read(section, "requiredClaims"),
        ClockSkew = AtMost(TrustedIssuer.LongestClockSkew, section, "clockSkew", "a clock may be off by 60 seconds at most", minimumSeconds: 0),
        MaxTokenAge = AtMost(TrustedIssuer.LongestTokenAge, section, "maxTokenAge", "a token may be 24 hours old at most"),
        AllowedUses = ReplayReader.ReadUses(section),
        IsExplainedToCallers = section.Choice("explain", "caller") is not null,
    };

    private static TimeSpan? AtMost(TimeSpan limit, ConfigSection section, string name, string otherwise, int minimumSeconds = 1)
    {
        var duration = section.Duration(name, minimumSeconds);
        if (duration > limit) section.Report(ConfigCodes.OutOfRange, name, otherwise);
        return duration;
    }
}
