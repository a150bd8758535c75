namespace Voidkey.Testing;

/// <summary>An application that <see cref="FakeEntra"/> knows, and its federated identity credential.</summary>
/// <param name="ClientId">The application's id, a GUID.</param>
/// <param name="Subject">The <c>sub</c> that assertions must have.</param>
/// <param name="Audience">The one <c>aud</c> that they must have.</param>
public sealed record FederatedApplication(string ClientId, string Subject, string Audience = "api://AzureADTokenExchange");
