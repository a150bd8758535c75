namespace Voidkey.Cli.Execution;

/// <summary>Variables that a tool reads beside, or before, the ones that were minted: with an old one in place the tool would be somebody else.</summary>
internal static class ConflictingVariables
{
    /// <summary>Where a key sets one of a line, the command sees no other of that line. docs/cli.md lists them.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<string>> Groups =
    [
        // botocore and the AWS SDKs; AWS_PROFILE wins over the keys in the aws command line.
        [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_CREDENTIAL_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
            "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        ],

        // Google's libraries, gcloud, and Terraform's provider.
        [
            "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON", "GOOGLE_OAUTH_ACCESS_TOKEN", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
            "CLOUDSDK_AUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
            "GCE_METADATA_HOST", "GCE_METADATA_IP",
        ],

        // Azure.Identity and its relatives (EnvironmentCredential, WorkloadIdentityCredential).
        [
            "AZURE_ACCESS_TOKEN", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE",
            "AZURE_USERNAME", "AZURE_PASSWORD", "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
        ],

        // Terraform's provider for Azure.
        [
            "ARM_ACCESS_TOKEN", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE", "ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PASSWORD", "ARM_OIDC_TOKEN",
            "ARM_OIDC_TOKEN_FILE_PATH", "ARM_OIDC_REQUEST_TOKEN", "ARM_OIDC_REQUEST_URL", "ARM_USE_MSI", "ARM_USE_OIDC",
        ],

        // gh takes GH_TOKEN before GITHUB_TOKEN.
        ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"],
    ];

    public static IEnumerable<string> Of(IEnumerable<string> minted)
    {
        var names = minted.ToHashSet(StringComparer.Ordinal);
        return Groups.Where(group => group.Any(names.Contains)).SelectMany(group => group).Where(name => !names.Contains(name));
    }
}
