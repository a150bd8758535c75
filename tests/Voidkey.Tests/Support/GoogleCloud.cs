using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>A Google Cloud that tests share: its names, and what plays it.</summary>
internal static class GoogleCloud
{
    public const string Sts = "https://sts.googleapis.com";
    public const string Iam = "https://iamcredentials.googleapis.com";
    public const string Pool = "projects/123456789012/locations/global/workloadIdentityPools/voidkey/providers/broker";
    public const string Audience = $"https://iam.googleapis.com/{Pool}";
    public const string Deployer = "deploy@example-project.iam.gserviceaccount.com";
    public const string Generate = $"/v1/projects/-/serviceAccounts/{Deployer}:generateAccessToken";

    /// <summary>The provider's settings, in block YAML.</summary>
    public const string Provider = $"type: gcp\nworkloadIdentityProvider: {Pool}";

    /// <summary>A pool that trusts the broker's provider, and an account whose tokens its subject <c>voidkey</c> may mint.</summary>
    /// <param name="audience">What the broker's token is for; null: Google's default.</param>
    public static FakeGoogleCloud Trusting(FakeIdp idp, TimeProvider time, string? audience = "cloud", string universe = "googleapis.com")
    {
        var cloud = new FakeGoogleCloud(idp, time, Pool) { AllowedAudience = audience, UniverseDomain = universe };
        return cloud.AddServiceAccount(new GoogleServiceAccount(Deployer, [cloud.PrincipalOf("voidkey")]));
    }

    public static FakeGoogleCloud On(this FakeGoogleCloud cloud, FakeNetwork network)
    {
        network.Map($"https://sts.{cloud.UniverseDomain}", cloud.AnswerStsAsync).Map($"https://iamcredentials.{cloud.UniverseDomain}", cloud.AnswerIamAsync);
        return cloud;
    }
}
