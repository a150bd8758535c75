using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>GitLab CI/CD, on gitlab.com or self-managed. GitLab's documentation: "OpenID Connect (OIDC) authentication using ID tokens".</summary>
/// <remarks>
/// Ids are texts, <c>runner_id</c> is a number, and <c>ref_protected</c> is the text <c>"true"</c>. <c>ref</c> is the short name, <c>ref_path</c> the whole one.
/// In a merge request's pipeline <c>project_*</c> and <c>ref</c> are those of the source, <c>job_project_*</c> those of the project that runs the job.
/// </remarks>
internal static class GitLab
{
    private static readonly string[] TrueOrFalse = ["true", "false"];

    public static IdpPreset Preset { get; } = new(
        "gitlab",
        "https://gitlab.com",
        new IssuerForm("https://gitlab.com", "https://{host}", "https://{host}/{name}"),
        ["RS256"],
        ClaimsAreAll: true,
        [
            new("sub", Organisation) { Tells = true, OwnerAfter = "project_path:", Forms = ["project_path:**:ref_type:*:ref:**"], PathEndsAt = ":ref_type:", LastPartAfter = [":ref:"] },
            new("project_id", Platform, ClaimType.Digits) { Tells = true },
            new("namespace_id", Platform, ClaimType.Digits) { Tells = true },
            new("job_project_id", Platform, ClaimType.Digits) { Tells = true },
            new("job_namespace_id", Platform, ClaimType.Digits) { Tells = true },
            new("project_path", Organisation) { Tells = true, Id = "project_id", OwnerAfter = "", Forms = ["*/**"] },
            new("namespace_path", Organisation) { Tells = true, Id = "namespace_id", OwnerAfter = "" },
            new("job_project_path", Organisation) { Tells = true, Id = "job_project_id", OwnerAfter = "", Forms = ["*/**"] },
            new("job_namespace_path", Organisation) { Tells = true, Id = "job_namespace_id", OwnerAfter = "" },
            new("ci_config_ref_uri", Organisation) { Tells = true, Forms = ["**//**@**"], LastPartAfter = ["@refs/heads/", "@refs/tags/"] },
            new("ci_config_sha", Platform),
            new("groups_direct", Organisation, ClaimType.List) { Tells = true, OwnerAfter = "" },
            new("user_id", Platform, ClaimType.Digits),
            new("user_login", Caller) { Id = "user_id" },
            new("user_email", Caller) { Id = "user_id" },
            new("user_access_level", Organisation),
            new("user_identities", Platform, ClaimType.List),
            new("pipeline_id", Platform, ClaimType.Digits),
            new("pipeline_source", Platform),
            new("job_id", Platform, ClaimType.Digits),
            new("job_source", Platform),
            new("job_config", Platform, ClaimType.Object),
            new("ref", Caller) { NeverBegins = "refs/" },
            new("ref_type", Caller) { Forms = ["branch", "tag"] },
            new("ref_path", Caller) { Forms = ["refs/**"] },
            new("ref_protected", Organisation) { Forms = TrueOrFalse },
            new("environment", Caller),
            new("environment_protected", Organisation) { Forms = TrueOrFalse },
            new("environment_action", Caller),
            new("deployment_tier", Caller),
            new("runner_id", Platform, ClaimType.Number),
            new("runner_environment", Caller) { Forms = ["gitlab-hosted", "self-hosted"] },
            new("sha", Caller),
            new("project_visibility", Organisation) { Forms = ["internal", "private", "public"] },
        ])
    {
        PullRequests =
        [
            new("merge_request_event", [("pipeline_source", "merge_request_event")], OnlyWhereNamed: "pipeline_source", Gates, Mend),
            new("external_pull_request_event", [("pipeline_source", "external_pull_request_event")], OnlyWhereNamed: "pipeline_source", Gates, Mend),
        ],
    };

    private static string Mend => "take it out, or ask for ref_protected: \"true\"";

    private static IReadOnlyList<string> Gates => ["ref_protected", "environment_protected"];
}
