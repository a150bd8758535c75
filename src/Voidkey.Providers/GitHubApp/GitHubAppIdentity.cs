using Voidkey.Access;

namespace Voidkey.Providers.GitHubApp;

/// <summary>Proves to GitHub that the broker is the app (GitHub Docs, "Generating a JSON Web Token (JWT) for a GitHub App").</summary>
/// <param name="appId">The app's client id or number.</param>
internal sealed class GitHubAppIdentity(string appId, SigningKeyFile? key, TimeProvider time)
{
    // GitHub wants 10 minutes at most, and takes a minute of ours for its own clock.
    private const int LifetimeSeconds = 300;
    private const int SkewSeconds = 60;

    /// <returns>A token for a few minutes; or why there is none.</returns>
    public async ValueTask<(Secret? Assertion, string Fault)> SignAsync(CancellationToken ct)
    {
        if (key is null) return (null, "there is no key");

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return await key.SignAsync(
            json =>
            {
                json.WriteString("iss"u8, appId);
                json.WriteNumber("iat"u8, now - SkewSeconds);
                json.WriteNumber("exp"u8, now + LifetimeSeconds);
            },
            ct);
    }
}
