using Voidkey.Configuration;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>What is found, where the § stands, and nothing else with it but what is named.</summary>
public sealed class FindingTests
{
    private const string Main = "ref: refs/heads/main";

    public static TheoryData<string, string, string, string> Found { get; } = new()
    {
        // VK3001: beyond its part
        { LintCodes.Boundary, $"idp: github, match: {{repository_id: \"1\", sub: §\"repo:acme/**:ref:refs/heads/main\"}}", "use '*'", "" },
        { LintCodes.Boundary, $"idp: github, match: {{repository_id: \"1\", environment: prod, sub: §\"repo:acme/app:**\"}}", "into the parts that follow", "" },
        { LintCodes.Boundary, $"idp: github, match: {{repository_id: \"1\", ref: §\"refs/**/main\"}}", "use '*'", "VK3004" },
        { LintCodes.Boundary, $"idp: github, match: {{repository_id: \"1\", ref: {{regex: §\"refs/.*/main\"}}}}", "use '[^/:]*'", "VK3004" },
        { LintCodes.Boundary, $"idp: github, match: {{repository_id: \"1\", {Main}, job_workflow_ref: {{regex: §\"acme/wf/\\\\.github/workflows/deploy.yml@refs/heads/main\"}}}}", "write '\\.'", "" },
        { LintCodes.Boundary, "idp: own, match: {team: §\"a/**/b\"}", "write the parts out", "" },
        { LintCodes.Boundary, "idp: gitlab, match: {sub: §\"project_path:acme/app:**\"}", "into the parts that follow", "" },
        { LintCodes.Boundary, "idp: gitlab, match: {sub: §\"project_path:acme/**:ref_type:**:main\"}", "into the parts that follow", "" },
        { LintCodes.Boundary, "idp: gitlab, match: {project_id: \"1\", project_path: [acme/app, §\"acme/**/app\"]}", "use '*'", "" },

        // VK3002: everybody
        { LintCodes.Everybody, "idp: own, match: §{aud: voidkey}", "every token of this issuer", "" },
        { LintCodes.Everybody, "idp: own, match: §{iss: https://own.example.test}", "every token of this issuer", "" },
        { LintCodes.Everybody, "idp: own, match: §{sub: {exists: true}}", "every token of this issuer", "" },
        { LintCodes.Everybody, "idp: own, match: §{sub: {not: root}}", "every token of this issuer", "" },
        { LintCodes.Everybody, $"idp: github, match: §{{environment: prod}}", "'repository_id'", "" },
        { LintCodes.Everybody, $"idp: github, match: §{{environment: prod, repository_owner: {{not: acme}}}}", "'repository_id'", "" },
        { LintCodes.Everybody, $"idp: github, match: §{{environment: prod, repository: {{exists: true}}}}", "'repository_id'", "" },
        { LintCodes.Everybody, $"idp: github, match: §{{job_workflow_ref: acme/wf/.github/workflows/deploy.yml@refs/heads/main}}", "'repository_owner_id'", "" },
        { LintCodes.Everybody, "idp: gitlab, match: §{ref_protected: \"true\"}", "'project_id'", "" },
        { LintCodes.Everybody, "idp: terraform, match: §{terraform_run_phase: apply}", "'terraform_organization_id'", "" },
        { LintCodes.Everybody, "idp: terraform, match: §{terraform_workspace_name: prod}", "'terraform_organization_id'", "VK3010" },
        { LintCodes.Everybody, "idp: buildkite, match: §{pipeline_slug: deploy}", "'organization_id'", "VK3010" },
        { LintCodes.Everybody, "idp: google, match: §{email_verified: true}", "strangers", "" },

        // VK3003: a star where the organisation's name stands
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository: §\"*/app\"}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository: §\"acme*/app\"}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository: [acme/app, §\"acme-*/**\"]}}", "as a whole", "VK3010" },
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository_owner: §\"*acme\"}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository_owner: {{regex: §\"acme.*\"}}}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{sub: §\"repo:*/app:ref:refs/heads/main\"}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{sub: §\"repo:acme*/*:environment:prod\"}}", "as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{sub: §\"*:environment:prod\"}}", "as a whole", "VK3011" },
        { LintCodes.AnyOwner, $"idp: github, match: {{sub: {{regex: §\"repo:[^/]+/app:ref:refs/heads/main\"}}}}", "as a whole", "" },
        { LintCodes.AnyOwner, "idp: gitlab, match: {namespace_path: §\"acme*\"}", "as a whole", "" },
        { LintCodes.AnyOwner, "idp: cluster, match: {sub: §\"system:serviceaccount:*:deployer\"}", "as a whole", "" },
        { LintCodes.AnyOwner, "idp: buildkite, match: {sub: §\"organization:acme*:pipeline:app:ref:*:commit:*:step:*\"}", "as a whole", "" },

        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository_id: §\"12*\"}}", "the id, as a whole", "" },
        { LintCodes.AnyOwner, $"idp: github, match: {{{Main}, repository_id: {{regex: §\".+\"}}}}", "the id, as a whole", "" },
        { LintCodes.AnyOwner, "idp: google, match: {sub: §\"1*\"}", "the id, as a whole", "" },
        { LintCodes.AnyOwner, "idp: google, match: {email: §\"*example.test\"}", "the domain's name", "" },
        { LintCodes.AnyOwner, "idp: own, match: {email: §\"*@*.example.test\"}", "the domain's name", "" },
        { LintCodes.AnyOwner, "idp: own, match: {email: {regex: §\"[^@]+@(a|b)[a-z]+\\\\.test\"}}", "the domain's name", "" },
        { LintCodes.AnyOwner, "idp: gitlab, match: {groups_direct: {contains: §\"acme*\"}}", "as a whole", "" },

        // VK3004: pull requests
        { LintCodes.PullRequest, "idp: github, match: §{repository_id: \"1\"}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", event_name: [push, §pull_request]}", "'event_name'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", ref: [refs/heads/main, §\"refs/pull/**\"]}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", ref: §\"refs/**\"}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", ref: {regex: §\"refs/(heads|pull)/.*|refs/pull/.*\"}}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", sub: {regex: §\"repo:acme/app:(pull_request|ref:refs/heads/main)\"}}", "'pull_request'", "" },
        { LintCodes.PullRequest, $"idp: github, match: {{repository_id: \"1\", {Main}, event_name: [push, §pull_request_target]}}", "take it out", "" },
        { LintCodes.PullRequest, "idp: github, subject: §\"repo:acme/app:pull_request\"", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, subject: §\"repo:acme@1/app@2:pull_request\"", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", sub: §\"repo:acme/app:*\"}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: github, match: {repository_id: \"1\", job_workflow_ref: §\"acme/app/.github/workflows/deploy.yml@**\"}", "'pull_request'", "VK3001" },
        { LintCodes.PullRequest, "idp: ghes, match: §{repository_id: \"1\", repository_owner: {not: someone}}", "'pull_request'", "" },
        { LintCodes.PullRequest, "idp: gitlab, match: {project_id: \"1\", pipeline_source: [push, §merge_request_event]}", "ref_protected", "" },

        // VK3005: the caller's word
        { LintCodes.CallersWord, "idp: github, match: §{actor: alice, ref: refs/heads/main}", "'actor', 'ref'", "" },
        { LintCodes.CallersWord, "idp: ghes, match: §{ref: refs/heads/main}", "'ref'", "" },
        { LintCodes.CallersWord, "idp: circleci, match: §{oidc.circleci.com/vcs-ref: refs/heads/main}", "'oidc.circleci.com/vcs-ref'", "" },
        { LintCodes.CallersWord, "idp: gitlab, match: §{environment: prod, deployment_tier: production}", "'project_id'", "" },
        { LintCodes.CallersWord, "idp: entra, match: §{email: a@example.test}", "'oid'", "VK3010" },
        { LintCodes.CallersWord, "idp: keycloak, match: §{preferred_username: alice}", "'azp'", "VK3010" },

        // VK3006: no such claim
        { LintCodes.UnknownClaim, $"idp: github, match: {{repository_id: \"1\", {Main}, §enviroment: prod}}", "did you mean 'environment'?", "" },
        { LintCodes.UnknownClaim, $"idp: github, match: {{repository_id: \"1\", {Main}, §groups: {{contains: ops}}}}", "no such claim", "" },
        { LintCodes.UnknownClaim, $"idp: github, match: {{repository_id: \"1\", {Main}, §/nested/environment: prod}}", "no such claim", "" },
        { LintCodes.UnknownClaim, "idp: gitlab, match: {project_id: \"1\", §refprotected: \"true\"}", "did you mean 'ref_protected'?", "" },

        // VK3007: never
        { LintCodes.Never, $"idp: github, match: {{{Main}, repository_id: §48151623}}", "in quotes", "" },
        { LintCodes.Never, $"idp: github, match: {{{Main}, repository_id: [\"1\", §2]}}", "in quotes", "" },
        { LintCodes.Never, $"idp: github, match: {{{Main}, repository_id: §acme/app}}", "the id, not the name", "" },
        { LintCodes.Never, "idp: github, match: {repository_id: \"1\", ref: §main}", "did you mean 'refs/heads/main'?", "" },
        { LintCodes.Never, $"idp: github, match: {{repository_id: \"1\", {Main}, runner_environment: §github_hosted}}", "did you mean 'github-hosted'?", "" },
        { LintCodes.Never, $"idp: github, match: {{repository_owner_id: \"1\", {Main}, repository: §app}}", "*/*", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", ref: §refs/heads/main}", "the short name", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", ref_protected: §true}", "in quotes", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", runner_id: §\"7\"}", "without quotes", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", groups_direct: §acme}", "contains", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", user_access_level: {contains: §owner}}", "no list", "" },
        { LintCodes.Never, "idp: gitlab, match: {project_id: \"1\", job_config: §x}", "a pointer", "" },
        { LintCodes.Never, "idp: circleci, match: {oidc.circleci.com/project-id: a, oidc.circleci.com/ssh-rerun: §\"false\"}", "without quotes", "" },
        { LintCodes.Never, "idp: own, subject: a, match: {sub: §b}", "beside the other", "" },
        { LintCodes.Never, "idp: own, subject: a, match: {sub: {not: §a}}", "beside the other", "" },
        { LintCodes.Never, "idp: own, match: {team: {exists: §false, not: a}, sub: x}", "beside the other", "" },
        { LintCodes.Never, "idp: own, match: {sub: §7}", "in quotes", "" },
        { LintCodes.Never, "idp: own, match: {sub: {exists: §false}, team: a}", "no token without", "" },
        { LintCodes.Never, "idp: own, match: {iss: §https://other.example.test, sub: a}", "'issuer'", "" },
        { LintCodes.Never, "idp: own, subject: a, constraints: {validUntil: §2026-01-15T12:00:00Z}", "has passed", "" },

        // VK3010: a name where an id is
        { LintCodes.MutableName, $"idp: github, match: {{{Main}, §repository: acme/app}}", "'repository_id'", "" },
        { LintCodes.MutableName, $"idp: github, match: {{{Main}, §repository_owner: [acme, acme-labs]}}", "'repository_owner_id'", "" },
        { LintCodes.MutableName, "idp: gitlab, match: {§project_path: acme/app}", "'project_id'", "" },
        { LintCodes.MutableName, "idp: buildkite, match: {§organization_slug: acme}", "'organization_id'", "" },
        { LintCodes.MutableName, "idp: google, match: {§email: a@example.test}", "'sub'", "" },
        { LintCodes.MutableName, "idp: entra, match: {tid: x, §upn: a@example.test}", "'oid'", "" },

        // VK3011: a subject of another shape
        { LintCodes.SubjectShape, "idp: github, subject: §\"repo:acme/app\"", "customised", "" },
        { LintCodes.SubjectShape, "idp: github, subject: §\"repository_owner:acme:environment:prod\"", "customised", "" },
        { LintCodes.SubjectShape, "idp: github, subject: §\"repo:acme/app:ref:main\"", "customised", "" },
        { LintCodes.SubjectShape, "idp: cluster, subject: §deployer", "system:serviceaccount:*:*", "" },
        { LintCodes.SubjectShape, "idp: google, subject: §a@example.test", "numbers", "" },
        { LintCodes.SubjectShape, "idp: buildkite, subject: §\"organization:acme:pipeline:app:ref:refs/heads/main:commit:0:step:a\"", "one commit", "" },
        { LintCodes.SubjectShape, "idp: bitbucket, subject: §\"{a}:{b}\"", "every run", "" },

        // VK3012: an expression that is a text
        { LintCodes.PlainText, "idp: own, match: {team: §'regex \"ops|dev\"'}", "put a colon behind that word", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §regex ops|dev}", "begins with 'regex'", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §'regex: \"ops\"'}", "put a colon", "" },
        { LintCodes.PlainText, "idp: own, match: {sub: me, team: {not: §'contains ops'}}", "begins with 'contains'", "" },
        { LintCodes.PlainText, "idp: own, match: {team: [ops, §not dev]}", "begins with 'not'", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §exists true}", "begins with 'exists'", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §^ops}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"(ops|dev)\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"ops-[0-9]+\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"ops-[a-zA-Z0-9]*\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"[^/]*\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §'v\\d+'}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §'deploy\\.yml'}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"(?i)ops\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"ops/.+\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {team: §\"ops/.*\"}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, match: {groups: {containsAny: [ops, §\"(dev|qa)\"]}}", "{regex: …}", "" },
        { LintCodes.PlainText, "idp: own, subject: §\"^me$\"", "{regex: …}", "" },
    };

    [Theory, MemberData(nameof(Found))]
    public void Is_found(string code, string identity, string says, string beside)
    {
        var (findings, line, column) = LintWorld.LintMarked(identity);

        // What is told by nothing at all is open to pull requests too.
        string[] with = code is LintCodes.Everybody or LintCodes.CallersWord ? [code, LintCodes.PullRequest] : [code];
        Assert.Equal(beside, string.Join(' ', findings.Select(static finding => finding.Code).Distinct().Except(with)));
        Assert.Contains(findings, finding => finding.Code == code && finding.IsWarning && (finding.Position.Line, finding.Position.Column) == (line, column) && finding.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_finding_there_is_has_a_row_or_a_test_of_its_own() =>
        Assert.Equal([LintCodes.Shadowed, LintCodes.LongLived], LintCodes.All.Except(Found.Select(static row => row.Data.Item1)));

    [Fact]
    public void A_list_of_alternatives_is_looked_at_one_by_one()
    {
        var (findings, line, column) = LintWorld.LintMarked("idp: github, match: [{repository_id: \"1\", ref: refs/heads/main}, {repository_id: \"1\", ref: §main}]");

        var finding = Assert.Single(findings);
        Assert.Equal((LintCodes.Never, line, column, "clientIdentities[0].match[1].ref"), (finding.Code, finding.Position.Line, finding.Position.Column, finding.Path));
    }

    [Fact]
    public void What_was_substituted_is_in_no_finding()
    {
        const string Secret = "canary-lint-93b7c1";
        var text = Yaml.Good.Replace("issuer: https://ci.example.test\n", "provider: github-actions\n", StringComparison.Ordinal)
            .Replace("- subject: repo:example-org/app:ref:refs/heads/main", "- match: {ref: \"${REF}\", repository: \"${REF}\", sub: \"${REF}\", repository_id: \"${REF}\"}", StringComparison.Ordinal);
        var findings = ConfigFolder.CheckOnce(text, ("REF", Secret)).Findings;

        Assert.Equal(4, findings.Count(static finding => finding.Code is LintCodes.Never or LintCodes.SubjectShape));
        Assert.All(findings, static finding => Assert.DoesNotContain(Secret, finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("maxDuration: §2h, duration: 15m", "maxDuration")]
    [InlineData("duration: §61m", "duration")]
    public void Long_lived_credentials_are_found_where_hardly_anybody_is_kept_out(string lifetime, string member)
    {
        var (findings, line, column) = LintWorld.LintMarked($"idp: github, match: {{repository_id: \"1\"}}, keys: {{A: {{provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Deploy\", {lifetime}}}}}");

        var finding = Assert.Single(findings, static finding => finding.Code == LintCodes.LongLived);
        Assert.Equal(($"clientIdentities[0].keys.A.{member}", line, column), (finding.Path, finding.Position.Line, finding.Position.Column));
        Assert.Contains(findings, static found => found.Code == LintCodes.PullRequest);
    }
}
