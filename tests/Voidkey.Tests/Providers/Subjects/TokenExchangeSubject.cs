using System.Text.Json.Nodes;
using Voidkey.Providers.TokenExchange;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>oauth2-token-exchange</c> provider and an authorisation server for it.</summary>
internal static class TokenExchangeSubject
{
    private const string Endpoint = "https://login.example.test/token";

    public static ProviderUnderTest Subject { get; } = new()
    {
        Provider = static (http, time) => new TokenExchangeProvider(http, time),
        Settings = $"tokenEndpoint: '{Endpoint}', clientId: broker, clientSecret: canary-exchange-client, tokenEndpointAuthMethod: client_secret_post",
        Key = "audience: reports, resource: ['https://api.example.test/v1'], scopes: [read, write]",
        Hops = [Hop()],
        Expired = Hop(lifetime: TimeSpan.FromMinutes(-1)),
        HonoursLifetime = false,
    };

    private static CloudHop Hop(TimeSpan? lifetime = null) => new(Endpoint, async (request, moment) =>
    {
        Canary.Watch("client-secret", "canary-exchange-client");
        var server = new FakeTokenExchange(Endpoint, moment.BrokerIdp, TimeProvider.System)
        {
            AuthMethod = "client_secret_post",
            Client = ("broker", new Secret("canary-exchange-client")),
            Targets = ["reports", "https://api.example.test/v1"],
            Scopes = ["read"],
        };
        if (lifetime is { } past) (server.Lifetime, server.Overrides["expires_in"]) = (past, JsonValue.Create(0));
        return await server.AnswerAsync(request, CancellationToken.None);
    });
}
