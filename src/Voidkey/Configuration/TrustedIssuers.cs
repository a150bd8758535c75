using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Configuration;

/// <summary>Resolves <c>clientIdps</c>.</summary>
internal static class TrustedIssuers
{
    public static IReadOnlyList<TrustedIssuer> Compile(IReadOnlyList<ClientIdpConfig> idps, IReadOnlyList<ISubjectTokenValidator> validators)
    {
        foreach (var twice in idps.Where(static idp => idp.Name.Length > 0).GroupBy(static idp => idp.Name, StringComparer.Ordinal).SelectMany(static group => group.Skip(1)))
            twice.Section.Report(ConfigCodes.Duplicate, "name", $"there are two client IdPs named {twice.Section.Quote("name", twice.Name)}");

        // The issuer of a token picks the IdP; with two of one issuer it could not.
        foreach (var twice in idps.Where(static idp => idp.Issuer.Length > 0).GroupBy(static idp => idp.Issuer, StringComparer.Ordinal).SelectMany(static group => group.Skip(1)))
            twice.Section.Report(ConfigCodes.Unsafe, "issuer", "another client IdP has this issuer; one issuer is one IdP, so put the audiences and algorithms together");

        return [.. idps.Select(idp => idp.Type is null ? OfJwts(idp) : OfType(idp, idp.Type, validators))];
    }

    private static TrustedIssuer OfJwts(ClientIdpConfig idp)
    {
        var algorithms = Algorithms(idp);
        return Compile(idp, algorithms, TokenTypes(idp), KeyOrigins.Compile(idp, algorithms), idp.Preset?.Name ?? TrustedIssuer.UnknownType);
    }

    private static TrustedIssuer OfType(ClientIdpConfig idp, string type, IReadOnlyList<ISubjectTokenValidator> validators)
    {
        var validator = validators.FirstOrDefault(validator => validator.Type == type);
        if (validator is null)
        {
            var isPreset = KnownIdps.Find(type) is not null;
            idp.Section.Report(ConfigCodes.UnknownName, "type", $"there is no IdP type {idp.Section.Quote("type", type)}{(isPreset ? $"; did you mean 'provider: {type}'?" : DidYouMean.Suggest(type, validators.Select(static known => known.Type).Append(TrustedIssuer.UnknownType)))}");
        }

        // Of a type that nobody knows, the members cannot be told right from wrong.
        var verifier = validator?.Bind(idp.Section);
        if (verifier is not null)
        {
            idp.Section.Flag("allowInsecureHttp", false);
            idp.Section.Close(all: true);
        }

        return Compile(idp, [], [], new KeyOrigin.None(), type) with { Verifier = verifier };
    }

    private static TrustedIssuer Compile(ClientIdpConfig idp, IReadOnlyList<SignatureAlgorithm> algorithms, IReadOnlyList<string> tokenTypes, KeyOrigin keys, string type)
    {
        var section = idp.Section;
        if (idp.Issuer.Contains('*', StringComparison.Ordinal)) section.Report(ConfigCodes.Unsafe, "issuer", "an issuer is compared exactly; write the whole issuer");

        // Whoever a public issuer vouches for would be told who may have what.
        if (idp.IsExplainedToCallers && !section.Has("requiredClaims"))
            section.Report(ConfigCodes.Unsafe, "explain", "whoever has a token of this IdP would be told every rule; say with 'requiredClaims' whose tokens are meant, or say this at the identities instead");

        return new TrustedIssuer(
            idp.Name,
            idp.Issuer,
            Audiences(idp),
            algorithms,
            tokenTypes,
            idp.ClockSkew ?? TrustedIssuer.DefaultClockSkew,
            idp.MaxTokenAge ?? TrustedIssuer.DefaultMaxTokenAge,
            keys,
            type,
            idp.RequiredClaims.Count > 0 ? new ClaimRequirement(idp.RequiredClaims).Fault : null,
            idp.AllowedUses)
        {
            Login = idp.Login,
        };
    }

    private static IReadOnlyList<string>? Audiences(ClientIdpConfig idp)
    {
        if (!idp.ValidateAudience)
        {
            idp.Section.Warn(ConfigCodes.Waived, "validateAudience", "tokens meant for any other service of this IdP are accepted");
            return null;
        }

        if (idp.Audience is null && !idp.Section.Has("audience"))
            idp.Section.Report(ConfigCodes.Unsafe, null, "'audience' is missing: tokens meant for any other service would pass; name ours, or say validateAudience: false");
        foreach (var wild in (idp.Audience ?? []).Where(static audience => audience.Contains('*', StringComparison.Ordinal)))
            idp.Section.ReportEntry(ConfigCodes.Unsafe, "audience", wild, "an audience is compared exactly; write the whole audience");
        return idp.Audience ?? [];
    }

    private static IReadOnlyList<SignatureAlgorithm> Algorithms(ClientIdpConfig idp)
    {
        var algorithms = new List<SignatureAlgorithm>();
        foreach (var name in idp.Algorithms ?? idp.Preset?.Algorithms ?? [SignatureAlgorithm.Default])
        {
            if (SignatureAlgorithm.Find(name) is { } algorithm) algorithms.Add(algorithm);
            else idp.Section.ReportEntry(ConfigCodes.Unsafe, "algorithms", name, WhyNot(name, idp.Section.Quote("algorithms", name)));
        }

        return algorithms;
    }

    private static string WhyNot(string name, string quoted)
    {
        var known = SignatureAlgorithm.All.Select(static algorithm => algorithm.Name).ToArray();
        return name.ToUpperInvariant() switch
        {
            "NONE" => $"{quoted} is no signature; remove it",
            ['H', 'S', ..] => $"{quoted} is symmetric: whoever can verify can sign; use RS256 or ES256",
            "EDDSA" or "ED25519" => $"{quoted} is not in this platform's cryptography; use ES256 or RS256",
            _ => $"{quoted} is not one of {string.Join(", ", known)}{DidYouMean.Suggest(name, known)}",
        };
    }

    private static IReadOnlyList<string> TokenTypes(ClientIdpConfig idp)
    {
        foreach (var type in (idp.TokenTypes ?? []).Where(static type => type.Contains('*', StringComparison.Ordinal)))
            idp.Section.ReportEntry(ConfigCodes.Unsafe, "tokenTypes", type, "a token type is compared as a whole; write the whole type");
        return idp.TokenTypes ?? TrustedIssuer.DefaultTokenTypes;
    }
}
