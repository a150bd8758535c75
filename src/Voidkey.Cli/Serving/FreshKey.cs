using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Serving;

/// <summary>A key whose credentials are minted again before they expire, by one request at a time. They are kept in memory and nowhere else.</summary>
/// <param name="mint">Mints the key once.</param>
/// <param name="first">What it was minted to already.</param>
/// <param name="minTtl">How much of its life must be left; never more than half.</param>
internal sealed class FreshKey(Func<CancellationToken, Task<Result<KeyCredentials>>> mint, KeyCredentials first, TimeSpan minTtl, TimeProvider time) : IDisposable
{
    /// <summary>A broker that has just failed is left alone while what is there still holds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private KeyCredentials _current = first;
    private DateTimeOffset _due = DueAt(first, minTtl, time.GetUtcNow());

    public async Task<Result<KeyCredentials>> GetAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            // Whoever was here before has probably just minted it.
            var now = time.GetUtcNow();
            if (now < _due) return _current;

            var minted = await mint(ct);
            now = time.GetUtcNow();
            if (minted.TryGet(out var next, out var failure))
            {
                (_current, _due) = (next, DueAt(next, minTtl, now));
                return next;
            }

            if (now >= _current.ExpiresAt) return failure;
            _due = now + Pause < _current.ExpiresAt ? now + Pause : _current.ExpiresAt;
            return _current;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static DateTimeOffset DueAt(KeyCredentials key, TimeSpan minTtl, DateTimeOffset now)
    {
        var half = (key.ExpiresAt - now) / 2;
        return key.ExpiresAt - (minTtl < half ? minTtl : half);
    }
}
