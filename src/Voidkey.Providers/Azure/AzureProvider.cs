using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.Azure;

/// <summary>Mints access tokens of Microsoft Entra ID, for Azure and whatever else trusts it: the broker's own token proves that it is an application (workload identity federation).</summary>
public sealed class AzureProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    private static readonly CloudDialect Dialect = new("Entra ID", EntraAnswer.ErrorCode) { Temporary = [EntraAnswer.TemporarilyUnavailable] };

    public string Type => "azure";

    public IReadOnlyList<string> Aliases => ["entra"];

    public BindKey Bind(ConfigSection provider)
    {
        var entra = new CloudCall(Dialect, http.Trusting(provider.CertificateAuthorities("caFile")));
        var authority = AzureSettings.Authority(provider);
        var (tenant, client) = (AzureSettings.TenantId(provider), AzureSettings.ClientId(provider));
        return key =>
        {
            var application = new EntraApplication(authority, AzureSettings.TenantId(key) ?? tenant ?? Missing(key, "tenantId"), AzureSettings.ClientId(key) ?? client ?? Missing(key, "clientId"));
            return new EntraTokens(entra, application, AzureSettings.Scopes(key), time);
        };
    }

    private static string Missing(ConfigSection key, string name)
    {
        key.Report(ConfigCodes.Missing, null, $"'{name}' is missing, and the provider has none either");
        return "";
    }
}
