using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Microsoft Entra ID. Its documentation: "Access token claims reference". Every tenant has an issuer of its own, by its id, never by its domain.</summary>
/// <remarks><c>email</c>, <c>upn</c> and <c>preferred_username</c> can be changed, and an address need not have been proven: they are for people to read.</remarks>
internal static class Entra
{
    public static IdpPreset Preset { get; } = new(
        "entra",
        DefaultIssuer: null,
        new IssuerForm(
            "https://login.microsoftonline.com/{uuid}/v2.0",
            "https://sts.windows.net/{uuid}/",
            "https://login.microsoftonline.us/{uuid}/v2.0",
            "https://login.partner.microsoftonline.cn/{uuid}/v2.0"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform) { Tells = true },
            new("oid", Platform) { Tells = true },
            new("tid", Platform) { Tells = true },
            new("azp", Platform) { Tells = true },
            new("appid", Platform) { Tells = true },
            new("roles", Organisation, ClaimType.List),
            new("groups", Organisation, ClaimType.List),
            new("wids", Organisation, ClaimType.List),
            new("scp", Platform),
            new("email", Caller) { Id = "oid" },
            new("upn", Caller) { Id = "oid" },
            new("unique_name", Caller) { Id = "oid" },
            new("preferred_username", Caller) { Id = "oid" },
            new("name", Caller) { Id = "oid" },
        ]);
}
