using System.Text.Json;

namespace Voidkey.RealTests.Servers;

/// <summary>The account at the cloud, set up as an administrator would: who is trusted, which roles there are, what each may do.</summary>
internal static class CloudAccount
{
    /// <summary>Trusts the broker, and may read and write the bucket <c>artifacts</c>.</summary>
    public const string DeployRole = "arn:aws:iam::" + CephGateway.Account + ":role/ci-deploy";

    /// <summary>Trusts somebody else.</summary>
    public const string ForeignRole = "arn:aws:iam::" + CephGateway.Account + ":role/not-ours";

    public static async Task SetUpAsync(AwsCli admin, IdentityProvider brokers)
    {
        _ = (await admin.RunAsync(
            "iam", "create-open-id-connect-provider", "--url", brokers.Issuer, "--client-id-list", IdentityProvider.CloudAudience, "--thumbprint-list", brokers.Thumbprint)).Success;
        await CreateRoleAsync(admin, "ci-deploy", brokers, "broker-post", "broker-basic");
        await CreateRoleAsync(admin, "not-ours", brokers, "somebody-else");
        foreach (var bucket in new[] { "artifacts", "secrets" }) _ = (await admin.RunAsync("s3", "mb", $"s3://{bucket}")).Success;
        _ = (await admin.PutAsync("secrets/a", "top secret")).Success;
    }

    private static async Task CreateRoleAsync(AwsCli admin, string name, IdentityProvider provider, params string[] subjects)
    {
        var host = provider.Issuer["http://".Length..];
        var trust = Policy(new
        {
            Effect = "Allow",
            Principal = new { Federated = new[] { $"arn:aws:iam::{CephGateway.Account}:oidc-provider/{host}" } },
            Action = new[] { "sts:AssumeRoleWithWebIdentity" },
            Condition = new { StringEquals = new Dictionary<string, object> { [$"{host}:aud"] = IdentityProvider.CloudAudience, [$"{host}:sub"] = subjects } },
        });
        var permissions = Policy(new
        {
            Effect = "Allow",
            Action = new[] { "s3:GetObject", "s3:PutObject", "s3:ListBucket" },
            Resource = new[] { "arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*" },
        });
        _ = (await admin.RunAsync("iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust)).Success;
        _ = (await admin.RunAsync("iam", "put-role-policy", "--role-name", name, "--policy-name", "s3", "--policy-document", permissions)).Success;
    }

    // Written without blanks: aws sends a blank as '+', which this gateway takes literally.
    private static string Policy(object statement) => JsonSerializer.Serialize(new { Version = "2012-10-17", Statement = new[] { statement } });
}
