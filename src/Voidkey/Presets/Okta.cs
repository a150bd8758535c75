using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Okta. Its documentation: "OpenID Connect &amp; OAuth 2.0 overview". Every organisation and every authorization server has an issuer of its own, without a closing slash.</summary>
internal static class Okta
{
    public static IdpPreset Preset { get; } = new(
        "okta",
        DefaultIssuer: null,
        new IssuerForm("https://{name}.okta.com/oauth2/{name}", "https://{name}.okta.com", "https://{host}/oauth2/{name}", "https://{host}"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Organisation) { Tells = true },
            new("uid", Platform) { Tells = true },
            new("cid", Platform) { Tells = true },
            new("scp", Platform, ClaimType.List),
            new("groups", Organisation, ClaimType.List),
        ]);
}
