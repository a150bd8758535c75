using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>Good configurations, of which nothing is said.</summary>
public sealed class SilenceTests
{
    public static TheoryData<string> Good { get; } =
    [
        // GitHub
        "idp: github, subject: \"repo:acme/app:ref:refs/heads/main\"", "idp: github, subject: \"repo:acme@1/app@2:ref:refs/heads/main\"", "idp: github, subject: \"repo:acme/app:environment:prod\"",
        "idp: github, subject: \"repo:acme/app:environment:prod%3Aeu\"", "idp: github, subject: \"repo:acme/app:ref:refs/tags/v1\"", "idp: github, match: {sub: \"repo:acme/app:ref:refs/tags/v*\"}",
        "idp: github, match: {sub: \"repo:acme/*:ref:refs/heads/main\"}", "idp: github, match: {sub: \"repo:acme/app:ref:refs/heads/release/**\"}", "idp: github, match: {sub: {regex: \"repo:acme/(app|web):ref:refs/heads/main\"}}",
        "idp: github, match: {repository_id: \"1\", ref: refs/heads/main}", "idp: github, match: {repository_id: [\"1\", \"2\"], ref: [refs/heads/main, \"refs/heads/release/**\", \"refs/tags/v*\"]}",
        "idp: github, match: {repository_id: \"1\", event_name: [push, workflow_dispatch]}", "idp: github, match: {repository_id: \"1\", event_name: {not: [pull_request, pull_request_target]}}", "idp: github, match: {repository_id: \"1\", event_name: {not: \"pull_request**\"}}",
        "idp: github, match: {repository_id: \"1\", environment: prod}", "idp: github, match: {repository_owner_id: \"1\", environment: prod, repository: \"acme/*\"}", "idp: github, match: {repository_owner_id: \"1\", repository: acme/app, ref: refs/heads/main}",
        "idp: github, match: {repository_owner_id: \"1\", repository: \"acme-*/**\", ref: refs/heads/main}", "idp: github, match: {repository_id: \"1\", repository: acme/app, ref: refs/heads/main}",
        "idp: github, match: {repository_owner_id: \"1\", job_workflow_ref: acme/wf/.github/workflows/deploy.yml@refs/heads/main}", "idp: github, match: {repository_owner_id: \"1\", job_workflow_ref: \"acme/wf/.github/workflows/*.yml@refs/tags/v*\"}",
        "idp: github, match: {repository_owner_id: \"1\", job_workflow_ref: {regex: \"acme/wf/\\\\.github/workflows/deploy\\\\.yml@refs/heads/main\"}}", "idp: github, match: {workflow_ref: acme/app/.github/workflows/deploy.yml@refs/heads/main}",
        "idp: github, match: {repository_id: \"1\", ref: refs/heads/main, repo_property_team: platform}", "idp: github, match: {repository_id: \"1\", ref: refs/heads/main, actor: {not: \"dependabot[bot]\"}}", "idp: github, match: {repository_id: \"1\", ref: refs/heads/main, head_ref: {exists: false}}",
        "idp: github, match: {repository_id: \"1\", ref_type: tag}", "idp: github, match: {repository_id: {regex: \"1|2\"}, ref: refs/heads/main}", "idp: github, match: {repository_owner_id: \"1\", repository: {regex: \"(?i)acme/.*\"}, ref: refs/heads/main}", "idp: github, match: {/repository_id: \"1\", ref: refs/heads/main}", "idp: github, match: {repository_id: \"1\", ref: {regex: \"refs/heads/(main|release/.*)\"}}", "idp: github, match: {repository_id: \"1\", ref: {regex: \"refs/heads/[a-z.0-9]+\"}}",
        "idp: github, match: {repository_id: \"1\", ref: {regex: \"refs/tags/v\\\\d+\\\\.\\\\d+\"}}", "idp: github, match: {enterprise_id: \"1\", environment: prod}", "idp: github, match: {repository_id: \"1\", ref: refs/heads/main, aud: voidkey, iss: https://token.actions.githubusercontent.com}",
        "idp: ghes, match: {repository_id: \"1\", ref: refs/heads/main}", "idp: ghes, match: {environment: prod}", "idp: github, match: {repository_id: \"1\", ref: refs/heads/main}, constraints: {validUntil: 2026-01-15T12:00:01Z}",
        "idp: github, subject: \"repo:acme/app:ref:refs/heads/main\", match: {sub: \"repo:acme/*:ref:refs/heads/main\"}",

        // GitLab
        "idp: gitlab, subject: \"project_path:acme/app:ref_type:branch:ref:main\"", "idp: gitlab, subject: \"project_path:acme/sub/app:ref_type:tag:ref:v1\"", "idp: gitlab, match: {sub: \"project_path:acme/**:ref_type:branch:ref:main\"}",
        "idp: gitlab, match: {project_id: \"1\", ref: main, ref_protected: \"true\"}", "idp: gitlab, match: {project_id: \"1\"}", "idp: gitlab, match: {namespace_id: \"1\", project_path: \"acme/**\", ref_path: refs/heads/main}", "idp: gitlab, match: {project_id: \"1\", runner_id: 7}",
        "idp: gitlab, match: {project_id: \"1\", groups_direct: {contains: acme/ops}}", "idp: gitlab, match: {project_id: \"1\", pipeline_source: {not: merge_request_event}}", "idp: gitlab, match: {project_id: \"1\", pipeline_source: [push, merge_request_event], ref_protected: \"true\"}",
        "idp: gitlab, match: {project_id: \"1\", /job_config/url: \"https://gitlab.com/**\"}",

        // The others
        "idp: circleci, match: {oidc.circleci.com/project-id: 2b7a9c1e-5d34-4f02-8c6a-7e1f3a9b0c55, oidc.circleci.com/vcs-ref: refs/heads/main, oidc.circleci.com/ssh-rerun: false}", "idp: circleci, match: {oidc.circleci.com/context-ids: {contains: a}}",
        "idp: circleci, match: {oidc.circleci.com/something-new: a}", "idp: buildkite, match: {pipeline_id: a, build_branch: main, \"agent_tag:queue\": deploy}", "idp: buildkite, match: {sub: \"organization:acme:pipeline:app:ref:refs/heads/main:commit:*:step:deploy\"}",
        "idp: bitbucket, match: {repositoryUuid: \"{a}\", branchName: main}", "idp: terraform, match: {terraform_workspace_id: ws-1, terraform_run_phase: apply}", "idp: terraform, subject: \"organization:acme:project:Default Project:workspace:app:run_phase:apply\"",
        "idp: cluster, subject: system:serviceaccount:payments:deployer", "idp: cluster, match: {sub: \"system:serviceaccount:payments:*\"}", "idp: cluster, match: {/kubernetes.io/namespace: payments, sub: \"system:serviceaccount:*:deployer\"}",
        "idp: google, subject: \"104290164536012345678\"", "idp: google, match: {email: a@example.test, sub: \"1\"}", "idp: google, match: {hd: example.test}", "idp: entra, match: {oid: a}", "idp: entra, match: {roles: {contains: Deployer}}", "idp: entra, match: {oid: a, email: a@example.test}",
        // What may stand in a text
        "idp: own, match: {team: \"dependabot[bot]\"}", "idp: own, match: {team: \"my-app[my-bot]\"}", "idp: own, match: {team: 'CORP\\deploy'}", "idp: own, match: {team: \"CORP\\\\s*\"}", "idp: own, subject: HOST$", "idp: own, match: {team: \"deploy.*\"}", "idp: own, match: {team: \"auth0|123 (x)\"}",
        "idp: own, match: {team: nothing at all}", "idp: own, match: {team: note}", "idp: own, match: {team: \"c++\"}", "idp: own, match: {team: \"{a-b}\"}", "idp: own, match: {team: \"*.example.test\"}", "idp: own, match: {team: \"a (b)\"}", "idp: own, match: {team: regex}", "idp: own, match: {team: {regex: \"^(ops|dev)[0-9]+\"}}",

        "idp: keycloak, match: {azp: tool, /realm_access/roles: {contains: deployer}}", "idp: own, subject: anybody", "idp: own, match: {team: \"a/**\"}", "idp: own, match: {team: {exists: true}}", "idp: own, match: {repository: \"*/app\"}", "idp: own, match: {email: \"*@example.test\"}", "idp: own, match: {email: {regex: \"[^@]+@(a|b)\\\\.test\"}}", "idp: gitlab, match: {groups_direct: {contains: \"acme/*\"}}", "idp: circleci, match: {sub: \"org/6f1d4c0a-8a5e-4c53-9a3b-2f6c1d7e9b10/project/2b7a9c1e-5d34-4f02-8c6a-7e1f3a9b0c55/user/*\"}",
    ];

    [Theory, MemberData(nameof(Good))]
    public void Is_not_mentioned(string identity) => Assert.Empty(LintWorld.Lint($"  - {{{identity}, keys: KEYS}}\n"));

    [Theory]
    [InlineData("idp: github, match: {repository_id: \"1\", ref: refs/heads/main}", "12h")]
    [InlineData("idp: github, match: {repository_id: \"1\"}", "1h")]
    public void A_lifetime_is_long_only_where_hardly_anybody_is_kept_out_and_only_above_an_hour(string identity, string duration) => Assert.DoesNotContain(
        LintWorld.Lint($"  - {{{identity}, keys: {{A: {{provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Deploy\", duration: {duration}}}}}}}\n"),
        static finding => finding.Code == "VK3009");

    [Fact]
    public void Who_may_have_nothing_is_nobodys_worry() => Assert.Empty(LintWorld.Lint("  - {idp: github, match: {actor: alice}, keys: {}}\n"));
}
