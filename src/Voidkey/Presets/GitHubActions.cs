using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>GitHub Actions, on github.com, ghe.com and GitHub Enterprise Server. GitHub's documentation: "OpenID Connect reference".</summary>
/// <remarks>
/// <c>job_workflow_ref</c> names the repository of a reusable workflow, not the one that called it: a public one can be called from anywhere, so it tells nobody.
/// The subject may be customised by an organisation, and has ids in newer repositories: <c>repo:OWNER@ID/NAME@ID:…</c>.
/// </remarks>
internal static class GitHubActions
{
    private static readonly string[] Workflow = ["*/*/.github/workflows/**@**"];

    public static IdpPreset Preset { get; } = new(
        "github-actions",
        "https://token.actions.githubusercontent.com",
        new IssuerForm(
            "https://token.actions.githubusercontent.com",
            "https://token.actions.githubusercontent.com/{name}",
            "https://token.actions.{name}.ghe.com",
            "https://token.actions.{name}.ghe.com/{name}",
            "https://{host}/_services/token"),
        ["RS256"],
        ClaimsAreAll: true,
        [
            new("sub", Organisation)
            {
                Tells = true,
                OwnerAfter = "repo:",
                Forms = ["repo:*/*:ref:refs/**", "repo:*/*:environment:**", "repo:*/*:pull_request"],
                LastPartAfter = [":ref:refs/heads/", ":ref:refs/tags/", ":environment:"],
            },
            new("repository_id", Platform, ClaimType.Digits) { Tells = true },
            new("repository_owner_id", Platform, ClaimType.Digits) { Tells = true },
            new("enterprise_id", Platform) { Tells = true },
            new("repository", Organisation) { Tells = true, Id = "repository_id", OwnerAfter = "", Forms = ["*/*"] },
            new("repository_owner", Organisation) { Tells = true, Id = "repository_owner_id", OwnerAfter = "", Forms = ["*"] },
            new("enterprise", Organisation) { Tells = true, Id = "enterprise_id", OwnerAfter = "" },
            new("workflow_ref", Organisation) { Tells = true, OwnerAfter = "", Forms = Workflow, LastPartAfter = ["@refs/heads/", "@refs/tags/"] },
            new("job_workflow_ref", Organisation) { OwnerAfter = "", Forms = Workflow, LastPartAfter = ["@refs/heads/", "@refs/tags/"] },
            new("workflow_sha", Platform),
            new("job_workflow_sha", Platform),
            new("environment", Organisation),
            new("environment_node_id", Platform),
            new("event_name", Platform),
            new("ref", Caller) { Forms = ["refs/heads/**", "refs/tags/**", "refs/pull/**"] },
            new("ref_type", Caller) { Forms = ["branch", "tag"] },
            new("ref_protected", Organisation) { Forms = ["true", "false"] },
            new("head_ref", Caller),
            new("base_ref", Caller),
            new("sha", Caller),
            new("workflow", Caller),
            new("actor", Caller),
            new("actor_id", Platform, ClaimType.Digits),
            new("repository_visibility", Organisation) { Forms = ["internal", "private", "public"] },
            new("runner_environment", Caller) { Forms = ["github-hosted", "self-hosted"] },
            new("run_id", Platform, ClaimType.Digits),
            new("run_number", Platform, ClaimType.Digits),
            new("run_attempt", Platform, ClaimType.Digits),
            new("check_run_id", Platform, ClaimType.Any),
            new("issuer_scope", Platform, ClaimType.Any),
        ])
    {
        OpenPrefix = "repo_property_",
        PullRequests =
        [
            new(
                "pull_request",
                [("event_name", "pull_request"), ("ref", "refs/pull/**"), ("ref_type", "branch"), ("sub", "repo:*/*:pull_request"), ("workflow_ref", "**@refs/pull/**"), ("job_workflow_ref", "**@refs/pull/**")],
                OnlyWhereNamed: null,
                Gates,
                Mend),

            // Its ref is the branch that is asked to take the changes, so a rule about 'ref' does not keep it out.
            new("pull_request_target", [("event_name", "pull_request_target")], OnlyWhereNamed: "event_name", Gates, "take it out"),
        ],
    };

    private static string Mend => "ask for a 'ref', an 'environment', or an 'event_name' that is none";

    // An environment has rules of its own about who may deploy, and what is told by its hash was looked at.
    private static IReadOnlyList<string> Gates => ["environment", "environment_node_id", "job_workflow_sha", "workflow_sha", "sha", "ref_protected", "run_id", "check_run_id"];
}
