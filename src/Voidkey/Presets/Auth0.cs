using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Auth0. Its documentation: "JSON Web Token claims". Every tenant has an issuer of its own, which ends in a slash.</summary>
internal static class Auth0
{
    public static IdpPreset Preset { get; } = new(
        "auth0",
        DefaultIssuer: null,
        new IssuerForm("https://{name}.auth0.com/", "https://{host}/"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform) { Tells = true },
            new("azp", Platform) { Tells = true },
            new("org_id", Platform) { Tells = true },
            new("permissions", Organisation, ClaimType.List),
            new("email", Caller) { Id = "sub" },
            new("email_verified", Platform, ClaimType.Flag),
            new("nickname", Caller) { Id = "sub" },
            new("name", Caller) { Id = "sub" },
        ]);
}
