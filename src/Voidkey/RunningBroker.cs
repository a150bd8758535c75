using Microsoft.Extensions.Logging;
using Voidkey.Audit;
using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Limits;
using Voidkey.Policy;
using Voidkey.Replay;

namespace Voidkey;

/// <summary>A broker and the configuration it was made of. A request takes one at its beginning and keeps it to its end, so it never sees a mix.</summary>
public sealed class RunningBroker
{
    private readonly SubjectTokenValidator _validator;
    private readonly CachedTokenSource _tokens;
    private readonly Lazy<KeyHolding> _holding;

    private RunningBroker(BrokerSnapshot snapshot, Broker broker, OperatorAccess operators, AuditTrail audit, SubjectTokenValidator validator, CachedTokenSource tokens) =>
        (Snapshot, Broker, Operators, Audit, _validator, _tokens, _holding) = (snapshot, broker, operators, audit, validator, tokens, new(() => new KeyHolding(snapshot.Identities)));

    public BrokerSnapshot Snapshot { get; }

    public Broker Broker { get; }

    /// <summary>Lets those in who run it.</summary>
    public OperatorAccess Operators { get; }

    /// <summary>Whether records are accepted.</summary>
    public bool IsAuditHealthy => Audit.IsHealthy;

    /// <summary>True where callers of one client IdP at least can be verified, and the broker can prove who it is where a key wants that. Asks nobody.</summary>
    public bool CanServe => _validator.CanVerify && (!Snapshot.Audiences.Any() || _tokens.HasToken);

    /// <summary>Says which identities have a key, by the rules that decide mints.</summary>
    /// <param name="key">Which; null: all of them.</param>
    /// <param name="from">How many to pass over: 0, or what <see cref="KeyHolders.Next"/> was.</param>
    public KeyHolders FindHolders(string? key, int from) => _holding.Value.Find(key, from);

    internal AuditTrail Audit { get; }

    /// <summary>For each provider whose tokens we verify: its name and its keys.</summary>
    internal IEnumerable<(string Idp, ISigningKeys Keys)> KeysByIdp => _validator.KeysByIdp;

    /// <inheritdoc cref="CachedTokenSource.States"/>
    internal IEnumerable<(string Audience, TimeSpan Remaining, FetchState State)> OwnTokens => _tokens.States;

    /// <param name="audit">Where decisions are recorded.</param>
    /// <param name="unverified">Counts those that are not recorded one by one.</param>
    /// <param name="replay">Where uses of tokens are counted.</param>
    /// <param name="used">What callers have used of their limits.</param>
    /// <param name="http">The way out to identity providers.</param>
    /// <param name="before">The one in force until now. Keys and tokens are taken over where the settings they depend on are the same; null: there is none.</param>
    internal static RunningBroker Create(
        BrokerSnapshot snapshot,
        AuditTrail audit,
        UnverifiedCallers unverified,
        IReplayStore replay,
        CallerLimits used,
        OutboundHttp http,
        BrokerMetrics metrics,
        TimeProvider time,
        ILogger logger,
        RunningBroker? before = null)
    {
        var validator = new SubjectTokenValidator(snapshot.Issuers, http, time, logger, before?._validator);
        var tokens = before is not null && IsSame(before.Snapshot.BrokerIdentity, snapshot.BrokerIdentity)
            ? before._tokens.For(snapshot.Audiences)
            : snapshot.BrokerIdentity?.Open(http, time, logger) ?? Nowhere(time);
        var form = new RecordForm(snapshot.Hash, snapshot.Settings.AuditedClaims, snapshot.Settings.AuditPseudonyms);
        var callers = new CallerValidation(validator, unverified, metrics, time, logger);
        var operators = new OperatorAccess(callers, new OperatorPolicy(snapshot.Operators), replay, audit, form, used, snapshot.Settings.Limits, time, logger);
        var broker = new Broker(callers, new GrantPolicy(snapshot.Identities), operators, replay, tokens, audit, form, metrics, used, snapshot.Settings.Limits, time, logger);
        return new RunningBroker(snapshot, broker, operators, audit, validator, tokens);
    }

    /// <summary>Begins to fetch what the first mint would wait for, and returns at once. A mint that comes meanwhile joins in.</summary>
    internal void WarmUp()
    {
        _validator.WarmUp();
        foreach (var audience in Snapshot.Audiences) _tokens.WarmUp(audience);
    }

    private static bool IsSame(TokenOrigin? before, TokenOrigin? now) => before is null || now is null ? before is null && now is null : now.IsSameAs(before);

    private static CachedTokenSource Nowhere(TimeProvider time) => new(static (_, _) => Task.FromResult(new Fetched<BrokerToken>(null, "no 'brokerIdp' is configured")), time);
}
