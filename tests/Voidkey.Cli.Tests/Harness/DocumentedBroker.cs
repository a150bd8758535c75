using Voidkey.Contracts;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The broker of docs/cli.md: one key is granted, AWS_PROD is not.</summary>
internal static class DocumentedBroker
{
    public static IReadOnlyList<CannedAnswer> Answers(string command) =>
        command.EndsWith(" validate", StringComparison.Ordinal) ? [Itself, Caller]
        : command.EndsWith(" doctor", StringComparison.Ordinal) ? [Healthy, Itself]
        : command.Contains(" admin ", StringComparison.Ordinal) ? [Operated(command)]
        : [Answer(command)];

    private static CannedAnswer Operated(string command) =>
        command.Contains("who-can", StringComparison.Ordinal) ? Holders
        : command.Contains("reload", StringComparison.Ordinal) ? NotReloaded
        : command.Contains("audit", StringComparison.Ordinal) ? Records
        : Running;

    private static CannedAnswer Holders => CannedAnswer.Json(
        """
        {"configuration":"4f2a9c0d1e3b","holders":[
        {"key":"AWS_DEPLOY","identity":"clientIdentities[0]","idp":"github-actions","alternatives":[[{"claim":"repository","wanted":"acme/api"},{"claim":"ref","wanted":"refs/heads/main"}]],"more":false,"provider":"aws-prod","target":"arn:aws:iam::123456789012:role/Deploy","duration":900,"maxDuration":3600,"ambiguous":false,"name":"deployers"},
        {"key":"AWS_DEPLOY","identity":"clientIdentities[4]","idp":"okta","alternatives":[[{"claim":"sub","wanted":"00u1abcd"}],[{"claim":"groups","wanted":"oncall"}]],"more":false,"provider":"aws-prod","target":"arn:aws:iam::123456789012:role/Deploy","duration":900,"maxDuration":3600,"ambiguous":false}]}
        """);

    private static CannedAnswer Running => CannedAnswer.Json(
        """
        {"state":"ok","version":"0.1.0","at":"2026-11-23T13:05:10Z","startedAt":"2026-11-23T12:00:00Z",
        "configuration":{"hash":"4f2a9c0d1e3b","loadedAt":"2026-11-23T12:00:00Z","refusedReloads":0,"operators":2,"files":["/etc/voidkey/keys.yaml"]},
        "idps":[{"name":"github-actions","issuer":"https://token.actions.githubusercontent.com","type":"github-actions","stale":false,"fetched":7,"failed":0,"keys":4,"keysFetchedAt":"2026-11-23T13:00:00Z"}],
        "brokerTokens":[{"audience":"sts.amazonaws.com","fetched":2,"failed":0,"expiresAt":"2026-11-23T13:40:00Z"}],
        "providers":[{"name":"aws-prod","type":"aws-sts","keys":3,"underWay":1,"most":256}],
        "auditSinks":[{"name":"file:/var/log/voidkey/audit.jsonl","sequence":1841,"signedTo":1800,"chain":"0193a1b2c3d4e5f60718293a4b5c6d7e"}],
        "limits":{"maxKeys":10}}
        """);

    private static CannedAnswer Records => new(
        200,
        "application/x-ndjson",
        """
        {"type":"voidkey.audit.mint","version":1,"time":"2026-11-23T13:05:01.120Z","decision":"granted","idp":"github-actions","subject":"repo:acme/api:ref:refs/heads/main","asked":["AWS_DEPLOY"]}
        {"type":"voidkey.audit.mint","version":1,"time":"2026-11-23T13:05:02.310Z","decision":"refused","code":"Forbidden","cause":"no identity matches","idp":"github-actions","subject":"repo:acme/api:ref:refs/heads/feature-x","asked":["AWS_PROD"]}
        {"type":"voidkey.audit.operator","version":1,"time":"2026-11-23T13:05:09.004Z","decision":"granted","action":"audit","idp":"okta","subject":"00u1abcd"}

        """);

    private static CannedAnswer NotReloaded => new(
        422,
        "application/problem+json",
        """{"error":"CONFIGURATION_REFUSED","detail":"The configuration has problems: 1. What was in force stays.","requestId":"6f1c2a","details":{"problems":["/etc/voidkey/keys.yaml:14:7: VK1003 clientIdentities[0].keys.AWS_DEPLOY.provider: no access provider named 'aws-prd'; did you mean 'aws-prod'?"]}}""");

    private static CannedAnswer Answer(string command) =>
        command.Contains("FEDERATED", StringComparison.Ordinal) ? Some.Mint(("FEDERATED", [("GOOGLE_ID_TOKEN", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln")]))
        : command.Contains("ARM", StringComparison.Ordinal) ? Some.Mint(("ARM", [("AZURE_ACCESS_TOKEN", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln")]))
        : command.Contains("CLUSTER", StringComparison.Ordinal) ? Some.Mint(("CLUSTER", [("KUBE_HOST", "https://k8s.example.com:6443"), ("KUBE_TOKEN", "eyJhbGciOi")]))
        : command.Contains("AWS_STAGING", StringComparison.Ordinal) ? Shown
        : command.Contains("AWS_OTHER", StringComparison.Ordinal) ? Hidden
        : command.Contains("whoami", StringComparison.Ordinal) ? Caller
        : command.Contains("AWS_PROD", StringComparison.Ordinal) ? Refused
        : command.Contains("idps", StringComparison.Ordinal) ? Idps
        : command.Contains("keys", StringComparison.Ordinal) ? Keys
        : Some.Mint(("AWS_DEPLOY", [("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "wJalr/K7+bPx"), ("AWS_SESSION_TOKEN", "a b")]));

    private static CannedAnswer Refused => new(
        403,
        "application/problem+json",
        $$$"""{"error":"{{{ErrorCodes.Forbidden}}}","detail":"This key is not granted to this identity.","requestId":"6f1c2a","details":{"key":"AWS_PROD"}}""");

    private static CannedAnswer Shown => Explained(
        "AWS_STAGING",
        """{"rule":1,"claim":"ref","holds":false,"wanted":"refs/heads/main","got":"refs/heads/feature-x"},{"rule":1,"claim":"repository","holds":true,"wanted":"acme/api","got":"acme/api"},{"rule":2,"claim":"environment","holds":false,"wanted":"staging"}""");

    private static CannedAnswer Hidden => Explained("AWS_OTHER", "");

    private static CannedAnswer Caller => CannedAnswer.Json(
        """{"subject":"repo:acme/api:ref:refs/heads/main","idp":"github-actions","issuer":"https://token.actions.githubusercontent.com","audience":["voidkey"],"expiresAt":"2026-11-23T13:09:10Z","identities":["deployers"]}""");

    private static CannedAnswer Healthy => CannedAnswer.Json(
        """{"status":"ok","timestamp":"2026-11-23T13:05:10Z","version":"0.1.0","uptime":5.5,"checks":{"configuration":"ok","identityProviders":"ok","brokerIdentity":"ok","audit":"ok"}}""");

    private static CannedAnswer Itself => CannedAnswer.Json(
        """{"identityProviders":[{"name":"github-actions","issuer":"https://token.actions.githubusercontent.com","audience":["voidkey"]}],"limits":{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9}}""");

    private static CannedAnswer Explained(string key, string conditions) => CannedAnswer.Json(
        $$$"""{"key":"{{{key}}}","allowed":false,"subject":"repo:acme/api:ref:refs/heads/feature-x","idp":"github-actions","expiresAt":"2026-11-23T13:09:10Z","reason":"not_granted","keys":["AWS_DEV"],"claims":{"iss":"i","ref":"refs/heads/feature-x","repository":"acme/api"},"conditions":[{{{conditions}}}],"message":"This identity may not have what was asked for."}""");

    private static CannedAnswer Keys => CannedAnswer.Json(
        """{"subject":"repo:acme/api:ref:refs/heads/main","idp":"github-actions","keys":[{"name":"AWS_DEPLOY","provider":"aws-prod","description":"AWS deployment credentials","maxDuration":3600,"outputs":[]}]}""");

    private static CannedAnswer Idps => CannedAnswer.Json(
        """{"providers":[{"name":"github-actions","issuer":"i","type":"oidc","isDefault":true},{"name":"okta","issuer":"o","type":"oidc","isDefault":false}]}""");
}
