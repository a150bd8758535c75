using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>The clouds that a world may have. Each knows the broker by its own provider's word, and verifies it.</summary>
internal static class Clouds
{
    /// <summary>Who the broker is to them.</summary>
    public const string BrokerSubject = "broker";

    private const string StsAudience = "sts";
    private const string AwsRole = "arn:aws:iam::123456789012:role/Deploy";
    private const string MinioRole = "arn:minio:iam:::role/deploy";
    private const string Pool = "projects/123456789012/locations/global/workloadIdentityPools/voidkey/providers/broker";
    private const string Account = "deploy@example-project.iam.gserviceaccount.com";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string Application = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    private const string EntraAudience = "api://AzureADTokenExchange";

    public static Cloud Aws(FakeIdp idp, Grounds grounds)
    {
        var site = grounds.NewSite();
        site.Answer = new FakeSts(idp, grounds.Time).AddRole(new StsRole(AwsRole, idp.Issuer, StsAudience, BrokerSubject)).AnswerAsync;
        return new Cloud([site], $"type: aws-sts, endpoint: \"{site.Origin}\"", $"roleArn: \"{AwsRole}\"", StsAudience);
    }

    public static Cloud Minio(FakeIdp idp, Grounds grounds)
    {
        var site = grounds.NewSite();
        site.Answer = new FakeSts(idp, grounds.Time, StsFlavour.Minio).AddRole(new StsRole(MinioRole, idp.Issuer, StsAudience, BrokerSubject)).AnswerAsync;
        return new Cloud([site], $"type: minio-sts, endpoint: \"{site.Origin}\"", $"roleArn: \"{MinioRole}\"", StsAudience);
    }

    /// <summary>Its sites are the Security Token Service and IAM Service Account Credentials.</summary>
    public static Cloud Google(FakeIdp idp, Grounds grounds)
    {
        var google = new FakeGoogleCloud(idp, grounds.Time, Pool);
        google.AddServiceAccount(new GoogleServiceAccount(Account, [google.PrincipalOf(BrokerSubject)]));
        var (sts, iam) = (grounds.NewSite(), grounds.NewSite());
        (sts.Answer, iam.Answer) = (google.AnswerStsAsync, google.AnswerIamAsync);
        var provider = $"type: gcp, workloadIdentityProvider: {Pool}, stsEndpoint: \"{sts.Origin}\", iamEndpoint: \"{iam.Origin}\"";
        return new Cloud([sts, iam], provider, $"serviceAccount: {Account}", $"https://iam.googleapis.com/{Pool}");
    }

    public static Cloud Azure(FakeIdp idp, Grounds grounds)
    {
        var entra = new FakeEntra(idp, grounds.Time, Tenant) { Applications = [new FederatedApplication(Application, BrokerSubject)] };
        var site = grounds.NewSite();
        site.Answer = entra.AnswerAsync;
        return new Cloud([site], $"type: azure, tenantId: {Tenant}, clientId: {Application}, authorityHost: \"{site.Origin}\"", "scopes: [\"https://management.azure.com/.default\"]", EntraAudience);
    }
}
