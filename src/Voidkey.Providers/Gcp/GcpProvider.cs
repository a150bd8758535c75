using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.Gcp;

/// <summary>
/// Mints Google Cloud tokens through workload identity federation: the broker's own token is exchanged at a pool, and what comes of it is handed out as it is, or mints an access or ID token
/// of a service account.
/// </summary>
public sealed class GcpProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "gcp";

    public BindKey Bind(ConfigSection provider)
    {
        var universe = GcpSettings.UniverseDomain(provider);
        var pool = WorkloadIdentityProvider.Read(provider, universe);
        var trusting = http.Trusting(provider.CertificateAuthorities("caFile"));
        var sts = GcpSettings.Endpoint(provider, "stsEndpoint", provider.Url("stsEndpoint") ?? new Uri($"https://sts.{universe}"));
        var iam = GcpSettings.Endpoint(provider, "iamEndpoint", provider.Url("iamEndpoint") ?? new Uri($"https://iamcredentials.{universe}"));
        var cloud = new GcpCloud(pool, new GoogleSts(trusting, new Uri($"{sts}/v1/token"), pool, time), new IamCredentials(trusting, iam, time));

        var defaultAccount = ServiceAccount.Read(provider);
        return key => BindKey(key, cloud, defaultAccount);
    }

    private static IBoundKey BindKey(ConfigSection key, GcpCloud cloud, ServiceAccount? defaultAccount)
    {
        var account = ServiceAccount.Read(key) ?? defaultAccount;
        var scopes = GcpSettings.Scopes(key);
        var delegates = GcpSettings.Delegates(key);
        var isExtended = key.Flag("lifetimeExtension", false);
        var boundary = AccessBoundaryReader.Read(key);
        var identity = IdTokenSettings.Read(key);

        if (account is null)
        {
            Refuse(key, "a service account: name one as 'serviceAccount', or remove the member", "idToken", "delegates", "lifetimeExtension", "accessBoundary");
            return new FederatedToken(cloud, scopes);
        }

        if (identity is null) return new ServiceAccountToken(cloud, account, new AccessTokenForm(scopes, delegates), isExtended, boundary);
        Refuse(key, "an access token, and 'idToken' asks for an ID token; remove one of them", "scopes", "lifetimeExtension", "accessBoundary");
        return new ServiceAccountIdToken(cloud, account, identity, delegates);
    }

    private static void Refuse(ConfigSection key, string whose, params string[] names)
    {
        foreach (var name in names.Where(key.Has)) key.Report(ConfigCodes.Conflict, name, $"this is for {whose}");
    }
}
