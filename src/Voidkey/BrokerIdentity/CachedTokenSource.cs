using System.Collections.Concurrent;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Keeps one token per audience. At 80 % of its life the next one is fetched in the background; the old one serves until it expires.</summary>
/// <param name="inner">Fetches a token for an audience.</param>
/// <param name="lookEvery">
/// For what costs nothing to fetch and may change at any time: how long a token serves before the next mint looks whether there is another, and waits for that look.
/// While looks fail they are waited for no longer. Null: tokens are fetched when it is time.
/// </param>
internal sealed class CachedTokenSource(Func<string, CancellationToken, Task<Fetched<BrokerToken>>> inner, TimeProvider time, TimeSpan? lookEvery = null) : IBrokerTokenSource
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(5);

    // A failing provider is asked at most this often, however many mints wait for it.
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(1);

    // Audiences come from the configuration, so there are few.
    private readonly ConcurrentDictionary<string, SharedFetch<BrokerToken>> _byAudience = new(StringComparer.Ordinal);

    /// <summary>Another source with what this one holds for some audiences. They share these tokens and their fetches; others are none of its business.</summary>
    public CachedTokenSource For(IEnumerable<string> audiences)
    {
        var source = new CachedTokenSource(inner, time, lookEvery);
        foreach (var audience in audiences)
        {
            if (_byAudience.TryGetValue(audience, out var held)) source._byAudience[audience] = held;
        }

        return source;
    }

    public bool? IsHealthy
    {
        get
        {
            // A token that expired because nobody minted is no sign of trouble.
            bool?[] states = [.. _byAudience.Values.Select(static fetch => Live(fetch, out _) is not null ? true : fetch.LastFailed ? false : (bool?)null)];
            return states.Contains(false) ? false : states.Contains(true) ? true : null;
        }
    }

    /// <summary>True where a token for one audience at least is at hand. Asks nobody.</summary>
    public bool HasToken => _byAudience.Values.Any(static fetch => Live(fetch, out _) is not null);

    /// <summary>For each audience that a token was asked for: how long the token at hand has to live, zero where there is none, and how often one was fetched. Asks nobody.</summary>
    public IEnumerable<(string Audience, TimeSpan Remaining, FetchState State)> States => _byAudience.Select(static held =>
    {
        var token = Live(held.Value, out var age);
        return (held.Key, token is null ? TimeSpan.Zero : token.Lifetime - age, new FetchState(token is null ? null : age, held.Value.Succeeded, held.Value.Failed) { Fault = held.Value.LastFault });
    });

    /// <summary>Begins to fetch the token that the first mint would wait for, and returns at once.</summary>
    public void WarmUp(string audience)
    {
        var fetch = FetchOf(audience);
        _ = fetch.Start(() => CooldownOf(fetch));
    }

    public async ValueTask<Result<BrokerToken>> GetTokenAsync(string audience, CancellationToken ct)
    {
        var fetch = FetchOf(audience);
        if (Live(fetch, out var age) is { } token)
        {
            if (lookEvery is { } interval) return age < interval ? token : await LookAsync(fetch, token, ct);

            // Begun and not waited for: this mint has a good token.
            if (age >= token.Lifetime * 0.8) _ = fetch.Start(Cooldown);
            return token;
        }

        if (fetch.Start(() => CooldownOf(fetch)) is { } flight && !await SharedFetch<BrokerToken>.WaitAsync(flight, ct)) return BrokerError.BrokerIdentity("no answer in time");
        return Live(fetch, out _) is { } fetched ? fetched : BrokerError.BrokerIdentity(fetch.LastFault ?? "the token expired on its way");
    }

    private static async ValueTask<BrokerToken> LookAsync(SharedFetch<BrokerToken> fetch, BrokerToken held, CancellationToken ct)
    {
        if (fetch.Start(Cooldown) is { } look && !fetch.LastFailed) await SharedFetch<BrokerToken>.WaitAsync(look, ct);
        return Live(fetch, out _) ?? held;
    }

    private SharedFetch<BrokerToken> FetchOf(string audience) =>
        _byAudience.GetOrAdd(audience, name => new SharedFetch<BrokerToken>(end => inner(name, end), FetchLimit, time));

    // A token may have come since we looked; and as one may live shorter than the cooldown, only a failure holds us back.
    private static TimeSpan CooldownOf(SharedFetch<BrokerToken> fetch) =>
        Live(fetch, out _) is not null ? TimeSpan.MaxValue : fetch.LastFailed ? Cooldown : TimeSpan.Zero;

    private static BrokerToken? Live(SharedFetch<BrokerToken> fetch, out TimeSpan age) =>
        fetch.TryGet(out var token, out age) && age < token.Lifetime ? token : null;
}
