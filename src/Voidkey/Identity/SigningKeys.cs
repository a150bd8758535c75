using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>One issuer's signing keys, kept so that its outage is not ours and its rotation is seen at once.</summary>
/// <remarks>
/// An unknown <c>kid</c> asks again inside the request, but only after <see cref="KeyCachePolicy.Cooldown"/>: more would make anybody who sends garbage a flood
/// on the provider. Known keys never wait for that limit. A failed fetch evicts nothing; a successful one replaces the set, so a withdrawn key is gone.
/// </remarks>
internal sealed class SigningKeys : ISigningKeys
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(5);

    // Without any usable key nobody can be served, so we ask more often.
    private static readonly TimeSpan EmptyCooldown = TimeSpan.FromSeconds(1);

    private readonly string _idp;
    private readonly KeyCachePolicy _policy;
    private readonly SharedFetch<KeySet> _fetch;

    /// <param name="source">Fetches the set, and logs how that went.</param>
    /// <param name="first">The set that is at hand from the beginning, or null.</param>
    public SigningKeys(string idp, Func<CancellationToken, Task<Fetched<KeySet>>> source, KeyCachePolicy policy, TimeProvider time, KeySet? first = null)
        : this(idp, policy, new SharedFetch<KeySet>(source, FetchLimit, time, first))
    {
    }

    private SigningKeys(string idp, KeyCachePolicy policy, SharedFetch<KeySet> fetch) => (_idp, _policy, _fetch) = (idp, policy, fetch);

    // Keys that grew old because nobody came are no sign of trouble.
    public bool? IsHealthy => _fetch.LastFailed ? false : Held(out _) is not null ? true : null;

    public FetchState? State => new(_fetch.TryGet(out _, out var age) ? age : null, _fetch.Succeeded, _fetch.Failed) { Fault = _fetch.LastFault };

    public int Count => Held(out _)?.Count ?? 0;

    /// <summary>The same keys and the same fetches, used for as long as another policy says.</summary>
    public SigningKeys Under(KeyCachePolicy policy) => new(_idp, policy, _fetch);

    public async ValueTask<Result<SigningKey[]>> FindAsync(string? keyId, SignatureAlgorithm algorithm, CancellationToken ct)
    {
        if (Held(out var age) is { } held)
        {
            if (age >= _policy.FreshFor * 0.8) await RefreshAsync(age, ct);
            if ((Held(out _) ?? held).Find(keyId, algorithm) is { Length: > 0 } known) return known;
        }

        // An unknown key, or none at hand at all: ask, if we may. If not, the keys may have come since we looked.
        if (_fetch.Start(CooldownNow) is { } flight && !await SharedFetch<KeySet>.WaitAsync(flight, ct)) return Unavailable("no answer in time", EmptyCooldown);
        if (Held(out _)?.Find(keyId, algorithm) is { Length: > 0 } found) return found;
        return NotFound();
    }

    public void WarmUp()
    {
        if (Held(out _) is null) _ = _fetch.Start(CooldownNow);
    }

    // Near the end of its time a set is fetched again in the background; past it the request waits, unless the provider is known to be failing.
    private async ValueTask RefreshAsync(TimeSpan age, CancellationToken ct)
    {
        var flight = _fetch.Start(_policy.Cooldown);
        if (flight is not null && age >= _policy.FreshFor && !_fetch.LastFailed) await SharedFetch<KeySet>.WaitAsync(flight, ct);
    }

    private KeySet? Held(out TimeSpan age) => _fetch.TryGet(out var set, out age) && age < _policy.FreshFor + _policy.StaleFor ? set : null;

    private TimeSpan CooldownNow() => Held(out _) is null ? EmptyCooldown : _policy.Cooldown;

    private BrokerError NotFound()
    {
        var retryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(_fetch.RemainingOf(CooldownNow()).TotalSeconds)));

        // While the provider fails we cannot tell a forged key from a new one.
        return Held(out _) is null || _fetch.LastFailed
            ? Unavailable(_fetch.LastFault ?? "no keys yet", retryAfter)
            : BrokerError.InvalidToken($"no key of '{_idp}' fits this 'kid' and 'alg'", retryAfter);
    }

    private BrokerError Unavailable(string why, TimeSpan retryAfter) => BrokerError.CallerKeys($"{_idp}: {why}", retryAfter);
}
