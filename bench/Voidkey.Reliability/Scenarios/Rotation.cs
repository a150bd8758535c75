using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>The provider signs with a new key every 35 s, while tokens of it and of the one before arrive. It publishes three: a token on its way when the next key comes is two keys old.</summary>
internal static class Rotation
{
    private const int PerSecond = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(35);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var (provider, rotations) = (world.Callers[0], Math.Max(1, performance.Seconds / (int)Every.TotalSeconds));

        // Made beforehand: making a key takes longer than a mint.
        SigningKey[] keys = [provider.Idp.Key, .. Enumerable.Range(0, rotations).Select(static _ => SigningKey.Create())];
        string[][] tokens = [.. keys.Select(provider.Tokens)];
        await world.BeginAsync(ct);
        await world.WarmUpAsync(PerSecond, ct);

        var rotation = 0;
        string Either(int n) => tokens[Math.Max(0, Volatile.Read(ref rotation) - (n % 2))][n / 2 % tokens[0].Length];
        var load = world.Load.RunAsync(PerSecond, (Every * rotations) + TimeSpan.FromSeconds(3), n => world.Mint(Either(n)), ct);
        var (accepted, slowest) = (0, TimeSpan.Zero);
        for (var next = 1; next <= rotations; next++)
        {
            await Task.Delay(Every, performance.Time, ct);
            provider.Idp.PublishedKeys = [.. keys[Math.Max(0, next - 2)..(next + 1)].Select(static key => key.PublicJwk())];
            var started = performance.Time.GetTimestamp();
            if (await world.Load.StatusAsync(world.Mint(tokens[next][0])) == 200) accepted++;
            var took = performance.Time.GetElapsedTime(started);
            if (took > slowest) slowest = took;
            Volatile.Write(ref rotation, next);
        }

        var mints = await load;
        figures.Tell("mints with tokens of both keys", $"{PerSecond} a second for {mints.Count / PerSecond} s");
        figures.Exactly("first tokens of a new key that were accepted at once", accepted, rotations);
        figures.Tell("slowest of those, which waits for the fetch", $"{slowest.TotalMilliseconds:0.0} ms");
        figures.None("mints that failed", mints, 200);
        figures.Exactly("JWKS fetches, the first one included", provider.JwksRequests, rotations + 1);
        if (rotations > 2) figures.Exactly("tokens of a withdrawn key that were not refused", await world.Load.StatusAsync(world.Mint(tokens[0][0])) == 401 ? 0 : 1, 0);
    }
}
