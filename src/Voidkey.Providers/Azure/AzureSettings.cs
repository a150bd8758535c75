using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Providers.Azure;

/// <summary>The settings of providers and keys.</summary>
internal static partial class AzureSettings
{
    private const int MaxScopes = 10;

    // Those that stand for many tenants; a token of an application is of one.
    private static readonly string[] ManyTenants = ["common", "organizations", "consumers"];

    /// <summary>Reads <c>cloud</c> or <c>authorityHost</c> (Microsoft identity platform, "National clouds"): the public cloud, unless said.</summary>
    /// <returns>Without a slash at its end.</returns>
    public static string Authority(ConfigSection provider)
    {
        var cloud = provider.Choice("cloud", "public", "usgov", "china");
        var host = provider.Url("authorityHost");
        if (host is null) return cloud switch { "usgov" => "https://login.microsoftonline.us", "china" => "https://login.partner.microsoftonline.cn", _ => "https://login.microsoftonline.com" };

        if (provider.Has("cloud")) provider.Report(ConfigCodes.Conflict, "authorityHost", "'cloud' says already where Entra ID is; remove one of them");
        if (host.Query.Length > 0 || host.AbsolutePath.Contains("oauth2", StringComparison.Ordinal)) provider.Report(ConfigCodes.InvalidValue, "authorityHost", "this must end before the tenant; '/TENANT/oauth2/v2.0/token' is added");
        return host.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    /// <summary>Reads <c>tenantId</c>; null where it is absent.</summary>
    public static string? TenantId(ConfigSection section)
    {
        if (section.OptionalText("tenantId") is not { } tenant) return section.Has("tenantId") ? "" : null;
        if (ManyTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase)) section.Report(ConfigCodes.InvalidValue, "tenantId", "this must be one tenant: an application has tokens of the tenant that lets it have them");
        else if (tenant.Length > 0 && !TenantForm().IsMatch(tenant)) section.Report(ConfigCodes.InvalidValue, "tenantId", "this must be a tenant's id, or one of its domains");
        return tenant;
    }

    /// <summary>Reads <c>clientId</c>; null where it is absent.</summary>
    public static string? ClientId(ConfigSection section)
    {
        if (section.OptionalText("clientId") is not { } client) return section.Has("clientId") ? "" : null;
        if (client.Length > 0 && !GuidForm().IsMatch(client)) section.Report(ConfigCodes.InvalidValue, "clientId", "this must be an application's id, a GUID: az ad app list --query '[].[displayName,appId]'");
        return client;
    }

    /// <summary>Reads <c>scopes</c>, each that of a resource of its own.</summary>
    public static IReadOnlyList<string> Scopes(ConfigSection key)
    {
        var scopes = key.TextList("scopes");
        if (!key.Has("scopes")) key.Report(ConfigCodes.Missing, null, "'scopes' is missing: what tokens are for, such as https://management.azure.com/.default");
        if (scopes?.Count > MaxScopes) key.Report(ConfigCodes.OutOfRange, "scopes", $"a key has {MaxScopes} of these at most: each is a call");
        foreach (var scope in (scopes ?? []).Where(static scope => !ScopeForm().IsMatch(scope)))
            key.ReportEntry(ConfigCodes.InvalidValue, "scopes", scope, "this must be a resource and '/.default', such as https://management.azure.com/.default; each resource is an entry of its own");
        return scopes ?? [];
    }

    // Not Guid.TryParseExact, which lets signs and prefixes through.
    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GuidForm();

    [GeneratedRegex(@"\A(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){1,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex TenantForm();

    // RFC 6749 §3.3: printable ASCII without blanks, quotes and backslashes.
    [GeneratedRegex(@"\A[!#-\[\]-~]{1,500}/\.default\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeForm();
}
