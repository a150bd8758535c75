using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Bitbucket Pipelines. Its documentation: "Integrate Pipelines with resource servers using OIDC". Every workspace has an issuer of its own.</summary>
internal static class Bitbucket
{
    public static IdpPreset Preset { get; } = new(
        "bitbucket",
        DefaultIssuer: null,
        new IssuerForm("https://api.bitbucket.org/2.0/workspaces/{name}/pipelines-config/identity/oidc"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform) { Tells = true },
            new("workspaceUuid", Platform) { Tells = true },
            new("repositoryUuid", Platform) { Tells = true },
            new("deploymentEnvironmentUuid", Organisation) { Tells = true },
            new("pipelineUuid", Platform),
            new("stepUuid", Platform),
            new("branchName", Caller) { NeverBegins = "refs/" },
        ])
    {
        SubjectTrap = "the subject ends in the step's id, which is another one in every run; match repositoryUuid and deploymentEnvironmentUuid",
    };
}
