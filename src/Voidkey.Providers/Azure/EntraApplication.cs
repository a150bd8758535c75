namespace Voidkey.Providers.Azure;

/// <summary>An application in a tenant, which the broker may act as.</summary>
/// <param name="Authority">The cloud's Entra ID, without a slash at its end.</param>
/// <param name="TenantId">The tenant's id or one of its domains.</param>
/// <param name="ClientId">The application's id.</param>
internal sealed record EntraApplication(string Authority, string TenantId, string ClientId)
{
    public Uri TokenEndpoint { get; } = new($"{Authority}/{TenantId}/oauth2/v2.0/token");
}
