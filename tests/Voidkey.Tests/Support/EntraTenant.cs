using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>A tenant that tests share: its names, and what plays it.</summary>
internal static class EntraTenant
{
    public const string Public = "https://login.microsoftonline.com";
    public const string Id = "11111111-2222-3333-4444-555555555555";
    public const string Client = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    public const string Url = $"{Public}/{Id}/oauth2/v2.0/token";
    public const string Management = "https://management.azure.com/.default";
    public const string Graph = "https://graph.microsoft.com/.default";

    /// <summary>The provider's settings, in block YAML.</summary>
    public const string Provider = $"type: azure\ntenantId: {Id}\nclientId: {Client}";

    /// <summary>A tenant with an application that the broker's subject <c>voidkey</c> may act as.</summary>
    /// <param name="algorithm">How assertions may be signed. Microsoft supports RS256, and our identity providers in tests mostly sign with ES256, for they are made by the thousand.</param>
    public static FakeEntra Trusting(FakeIdp idp, TimeProvider time, string audience = "cloud", string algorithm = "ES256") =>
        new(idp, time, Id) { Applications = [new FederatedApplication(Client, "voidkey", audience)], Algorithms = [algorithm] };
}
