using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Buildkite Pipelines. Its documentation: "OIDC in Buildkite Pipelines". All organisations share one issuer.</summary>
/// <remarks>Slugs can be renamed, and a pipeline's slug is unique within its organisation only. Ids are in a token that asked for them (<c>--claim organization_id,pipeline_id</c>).</remarks>
internal static class Buildkite
{
    public static IdpPreset Preset { get; } = new(
        "buildkite",
        "https://agent.buildkite.com",
        new IssuerForm("https://agent.buildkite.com"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Organisation) { Tells = true, OwnerAfter = "organization:", Forms = ["organization:*:pipeline:*:ref:**:commit:*:step:**"], LastPartAfter = [":step:"] },
            new("organization_id", Platform) { Tells = true },
            new("pipeline_id", Platform) { Tells = true },
            new("organization_slug", Organisation) { Tells = true, Id = "organization_id", OwnerAfter = "" },
            new("pipeline_slug", Organisation) { Id = "pipeline_id" },
            new("build_number", Platform, ClaimType.Number),
            new("build_branch", Caller) { NeverBegins = "refs/" },
            new("build_tag", Caller),
            new("build_commit", Caller),
            new("step_key", Caller),
            new("job_id", Platform),
            new("agent_id", Platform),
            new("build_source", Platform),
            new("runner_environment", Caller),
        ])
    {
        OpenPrefix = "agent_tag:",
        SubjectTrap = "the subject has the commit in it, so this holds for one commit only; match pipeline_id, or sub: \"organization:…:commit:*:step:…\"",
    };
}
