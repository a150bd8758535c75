using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Keycloak. Its documentation: "Securing applications and services with OpenID Connect". Every realm has an issuer of its own.</summary>
/// <remarks>A realm may let its users edit their names and addresses: <c>sub</c> and roles are what to match.</remarks>
internal static class Keycloak
{
    public static IdpPreset Preset { get; } = new(
        "keycloak",
        DefaultIssuer: null,
        new IssuerForm("https://{host}/realms/{name}", "https://{host}/{name}/realms/{name}"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform) { Tells = true },
            new("azp", Platform) { Tells = true },
            new("/realm_access/roles", Organisation, ClaimType.List),
            new("preferred_username", Caller) { Id = "sub" },
            new("email", Caller) { Id = "sub" },
            new("email_verified", Platform, ClaimType.Flag),
            new("name", Caller) { Id = "sub" },
            new("given_name", Caller) { Id = "sub" },
            new("family_name", Caller) { Id = "sub" },
        ]);
}
