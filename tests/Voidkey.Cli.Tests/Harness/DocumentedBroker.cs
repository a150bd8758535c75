using Voidkey.Contracts;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The broker of docs/cli.md: one key is granted, AWS_PROD is not.</summary>
internal static class DocumentedBroker
{
    public static IReadOnlyList<CannedAnswer> Answers(string command) =>
        command.EndsWith(" validate", StringComparison.Ordinal) ? [Itself, Caller]
        : command.EndsWith(" doctor", StringComparison.Ordinal) ? [Healthy, Itself]
        : [Answer(command)];

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
