using Voidkey.Contracts;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The broker of docs/cli.md: one key is granted, AWS_PROD is not.</summary>
internal static class DocumentedBroker
{
    public static CannedAnswer Answer(string command) =>
        command.Contains("AWS_PROD", StringComparison.Ordinal) ? Refused
        : command.Contains("idps", StringComparison.Ordinal) ? Idps
        : command.Contains("keys", StringComparison.Ordinal) ? Keys
        : Some.Mint(("AWS_DEPLOY", [("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "wJalr/K7+bPx"), ("AWS_SESSION_TOKEN", "a b")]));

    private static CannedAnswer Refused => new(
        403,
        "application/problem+json",
        $$$"""{"error":"{{{ErrorCodes.Forbidden}}}","detail":"This key is not granted to this identity.","requestId":"6f1c2a","details":{"key":"AWS_PROD"}}""");

    private static CannedAnswer Keys => CannedAnswer.Json(
        """{"subject":"repo:acme/api:ref:refs/heads/main","idp":"github-actions","keys":[{"name":"AWS_DEPLOY","provider":"aws-prod","description":"AWS deployment credentials","maxDuration":3600,"outputs":[]}]}""");

    private static CannedAnswer Idps => CannedAnswer.Json(
        """{"providers":[{"name":"github-actions","issuer":"i","type":"oidc","isDefault":true},{"name":"okta","issuer":"o","type":"oidc","isDefault":false}]}""");
}
