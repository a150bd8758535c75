using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Azure DevOps, whose pipelines and service connections have tokens of the organisation's own issuer. Connections that show Entra's issuer are <c>entra</c>.</summary>
/// <remarks>A connection's subject is <c>sc://ORGANISATION/PROJECT/CONNECTION</c>, a pipeline's <c>p://ORGANISATION/PROJECT/PIPELINE</c>.</remarks>
internal static class AzureDevOps
{
    public static IdpPreset Preset { get; } = new(
        "azure-devops",
        DefaultIssuer: null,
        new IssuerForm("https://vstoken.dev.azure.com/{uuid}"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Organisation) { Tells = true },
            new("rpo_ref", Caller),
            new("rpo_ver", Caller),
        ]);
}
