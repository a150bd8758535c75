using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Google accounts and service accounts. Its documentation: "OpenID Connect", "Verify an instance's identity". Everybody with a Google account shares the issuer.</summary>
/// <remarks>The audience of a service account's token is what its holder asked for. An address may be given to another person later; <c>sub</c> never is.</remarks>
internal static class Google
{
    public static IdpPreset Preset { get; } = new(
        "google",
        "https://accounts.google.com",
        new IssuerForm("https://accounts.google.com"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform, ClaimType.Digits) { Tells = true },
            new("email", Organisation) { Tells = true, Id = "sub" },
            new("email_verified", Platform, ClaimType.Flag),
            new("hd", Organisation) { Tells = true, OwnerAfter = "" },
            new("azp", Platform) { Tells = true },
        ]);
}
