using Voidkey.Providers.Azure;
using Voidkey.Testing.Conformance;
using Voidkey.Tests.Support;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>azure</c> provider and a tenant for it.</summary>
internal static class AzureSubject
{
    public static ProviderUnderTest Subject { get; } = new()
    {
        Provider = static (http, time) => new AzureProvider(http, time),
        Settings = $"tenantId: {EntraTenant.Id}, clientId: {EntraTenant.Client}",
        Key = $"scopes: ['{EntraTenant.Management}']",
        Hops = [Hop(TimeSpan.FromSeconds(3599))],
        Expired = Hop(TimeSpan.FromSeconds(-1)),
        HonoursLifetime = false,
    };

    private static CloudHop Hop(TimeSpan lifetime) => new(EntraTenant.Url, async (request, moment) =>
    {
        var entra = EntraTenant.Trusting(moment.BrokerIdp, TimeProvider.System);
        entra.Lifetime = lifetime;
        if (lifetime < TimeSpan.Zero) entra.Overrides["expires_in"] = 0;
        return await entra.AnswerAsync(request, CancellationToken.None);
    });
}
