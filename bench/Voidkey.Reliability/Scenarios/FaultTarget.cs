using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Who fails, as the broker comes to it.</summary>
/// <param name="SiteOf">Where it is.</param>
/// <param name="Path">The only path that fails; null: all.</param>
/// <param name="Cloud">The cloud of this world.</param>
/// <param name="Serves">How the broker goes on when it was well before: for how long what it holds serves, null: not at all.</param>
internal sealed record FaultTarget(string Name, Func<World, Site> SiteOf, string? Path, Func<FakeIdp, Grounds, Cloud> Cloud, bool HasWarm = true, TimeSpan? Serves = null)
{
    /// <summary>Held keys are asked for again after 80 % of their time, and not within 30 s of the last fetch.</summary>
    public const string FreshFor = "40s";

    private static readonly TimeSpan KeysServe = TimeSpan.FromSeconds(33);
    private static readonly TimeSpan TokenServes = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<FaultTarget> All { get; } =
    [
        new("discovery", static world => world.Callers[0].Site, "/.well-known/openid-configuration", Clouds.Aws, HasWarm: false),
        new("JWKS", static world => world.Callers[0].Site, "/jwks", Clouds.Aws, Serves: KeysServe),
        new("token endpoint", static world => world.Brokers.Site, "/token", Clouds.Aws, Serves: TokenServes),
        new("AWS STS", static world => world.Cloud, null, Clouds.Aws),
        new("MinIO STS", static world => world.Cloud, null, Clouds.Minio),
        new("Google STS", static world => world.Cloud, null, Clouds.Google),
        new("IAM Credentials", static world => world.AllClouds[0].Sites[1], null, Clouds.Google),
        new("Entra ID", static world => world.Cloud, null, Clouds.Azure),
    ];

    public bool IsOfKeys => Serves == KeysServe;
}
