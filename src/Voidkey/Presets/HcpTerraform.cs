using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>HCP Terraform, or Terraform Enterprise. Its documentation: "Workload identity tokens". All organisations of HCP Terraform share one issuer.</summary>
/// <remarks>Names of workspaces and projects are unique within their organisation only. A plan may be one for a pull request: keys that change something are for <c>terraform_run_phase: apply</c>.</remarks>
internal static class HcpTerraform
{
    public static IdpPreset Preset { get; } = new(
        "hcp-terraform",
        "https://app.terraform.io",
        new IssuerForm("https://app.terraform.io", "https://{host}"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Organisation) { Tells = true, OwnerAfter = "organization:", LastPartAfter = [":run_phase:"] },
            new("terraform_organization_id", Platform) { Tells = true },
            new("terraform_project_id", Platform) { Tells = true },
            new("terraform_workspace_id", Platform) { Tells = true },
            new("terraform_organization_name", Organisation) { Tells = true, Id = "terraform_organization_id", OwnerAfter = "" },
            new("terraform_full_workspace", Organisation) { Tells = true, Id = "terraform_workspace_id", OwnerAfter = "organization:", LastPartAfter = [":workspace:"] },
            new("terraform_project_name", Organisation) { Id = "terraform_project_id" },
            new("terraform_workspace_name", Organisation) { Id = "terraform_workspace_id" },
            new("terraform_run_phase", Platform),
            new("terraform_run_id", Platform),
        ]);
}
