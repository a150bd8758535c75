using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <param name="FreshFor">How long a fetched set is used without asking again.</param>
/// <param name="StaleFor">How much longer it is used while fetches fail.</param>
internal sealed record KeyCachePolicy(TimeSpan FreshFor, TimeSpan StaleFor)
{
    public static KeyCachePolicy Default { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));
}

/// <summary>One issuer's signing keys, kept so that its outage is not ours and its rotation is seen at once.</summary>
/// <remarks>
/// An unknown <c>kid</c> asks again inside the request, but at most every 30 s: more would make anybody who sends garbage a flood on the provider.
/// Known keys never wait for that limit. A failed fetch evicts nothing; a successful one replaces the set, so a withdrawn key is gone.
/// </remarks>
internal sealed class SigningKeys
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    // Without any usable key nobody can be served, so we ask more often.
    private static readonly TimeSpan EmptyCooldown = TimeSpan.FromSeconds(1);

    private readonly string _idp;
    private readonly KeyCachePolicy _policy;
    private readonly SharedFetch<KeySet> _fetch;

    public SigningKeys(string idp, KeySetSource source, KeyCachePolicy policy, TimeProvider time, ILogger logger)
        : this(idp, policy, new SharedFetch<KeySet>(ct => FetchAsync(idp, source, logger, ct), FetchLimit, time))
    {
    }

    private SigningKeys(string idp, KeyCachePolicy policy, SharedFetch<KeySet> fetch) => (_idp, _policy, _fetch) = (idp, policy, fetch);

    /// <summary>True while keys are at hand and fetches succeed, false while not, null before the first fetch.</summary>
    public bool? IsHealthy => _fetch.WasTried ? Held(out _) is not null && !_fetch.LastFailed : null;

    /// <summary>The same keys and the same fetches, used for as long as another policy says.</summary>
    public SigningKeys Under(KeyCachePolicy policy) => new(_idp, policy, _fetch);

    /// <summary>Finds the keys that may have made a signature.</summary>
    /// <returns>At least one key, or <see cref="BrokerErrorCode.InvalidToken"/>, or <see cref="BrokerErrorCode.CallerKeysUnavailable"/>.</returns>
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

    // Near the end of its time a set is fetched again in the background; past it the request waits, unless the provider is known to be failing.
    private async ValueTask RefreshAsync(TimeSpan age, CancellationToken ct)
    {
        var flight = _fetch.Start(Cooldown);
        if (flight is not null && age >= _policy.FreshFor && !_fetch.LastFailed) await SharedFetch<KeySet>.WaitAsync(flight, ct);
    }

    private static async Task<Fetched<KeySet>> FetchAsync(string idp, KeySetSource source, ILogger logger, CancellationToken ct)
    {
        var fetched = await source.FetchAsync(ct);
        if (fetched.Value is { } set) logger.KeySetFetched(idp, set.Count, set.Unfit.Count, string.Join("; ", set.Unfit.Distinct()));
        else logger.KeySetFetchFailed(idp, fetched.Fault);
        return fetched;
    }

    private KeySet? Held(out TimeSpan age) => _fetch.TryGet(out var set, out age) && age < _policy.FreshFor + _policy.StaleFor ? set : null;

    private TimeSpan CooldownNow() => Held(out _) is null ? EmptyCooldown : Cooldown;

    private BrokerError NotFound()
    {
        var retryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(_fetch.RemainingOf(CooldownNow()).TotalSeconds)));

        // While the provider fails we cannot tell a forged key from a new one.
        return Held(out _) is null || _fetch.LastFailed
            ? Unavailable(_fetch.LastFault ?? "no keys yet", retryAfter)
            : BrokerError.InvalidToken($"no key of '{_idp}' fits this 'kid' and 'alg'", retryAfter);
    }

    private BrokerError Unavailable(string why, TimeSpan retryAfter) => new(
        BrokerErrorCode.CallerKeysUnavailable, "The caller's identity provider cannot be asked for its keys for now.", $"{_idp}: {why}", retryAfter);
}
