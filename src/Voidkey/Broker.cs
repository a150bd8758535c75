using Microsoft.Extensions.Logging;
using Voidkey.Audit;
using Voidkey.BrokerIdentity;
using Voidkey.Diagnostics;
using Voidkey.Identity;
using Voidkey.Limits;
using Voidkey.Policy;
using Voidkey.Replay;

namespace Voidkey;

/// <summary>Trades a workload's identity token for short-lived cloud credentials.</summary>
/// <remarks>
/// The workload's token goes no further than what verifies it; what the cloud sees is the broker's own token.
/// Credentials leave only after their record was accepted.
/// </remarks>
public sealed class Broker
{
    private readonly CallerValidation _callers;
    private readonly GrantPolicy _policy;
    private readonly OperatorAccess _operators;
    private readonly IBrokerTokenSource _identity;
    private readonly IReplayStore _replay;
    private readonly KeyMinting _keys;
    private readonly AuditTrail _audit;
    private readonly RecordForm _form;
    private readonly BrokerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallerLimits _used;
    private readonly LimitSettings _limits;

    /// <summary>Puts the steps together.</summary>
    internal Broker(
        CallerValidation callers,
        GrantPolicy policy,
        OperatorAccess operators,
        IReplayStore replay,
        IBrokerTokenSource identity,
        AuditTrail audit,
        RecordForm form,
        BrokerMetrics metrics,
        CallerLimits used,
        LimitSettings limits,
        TimeProvider time,
        ILogger logger)
    {
        (_callers, _policy, _replay, _identity, _metrics, _time, _logger) = (callers, policy, replay, identity, metrics, time, logger);
        (_operators, _audit, _form, _used, _limits) = (operators, audit, form, used, limits);
        _keys = new KeyMinting(identity, metrics, time);
    }

    /// <summary>Whether the callers' keys can be had: false while one provider's cannot, null where nobody knows.</summary>
    public bool? AreCallerKeysHealthy => _callers.IsHealthy;

    /// <summary>Whether our own token can be had: false while it cannot, null where nobody knows.</summary>
    public bool? IsIdentityHealthy => _identity.IsHealthy;

    /// <summary>Whether uses of tokens can be counted: null before that is known.</summary>
    public bool? IsReplayStoreHealthy => _replay.IsHealthy;

    /// <summary>Mints the keys that were asked for: all of them, or none.</summary>
    /// <param name="ct">The time limit of the whole request. It is not the caller's hanging up: what a cloud has minted must still be recorded.</param>
    public async Task<Result<Minted>> MintAsync(MintCommand command, CancellationToken ct)
    {
        var validated = await _callers.ValidateAsync(command.SubjectToken, command.IdpName, command.Origin, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;

        var use = _used.CountMint(principal.Idp, principal.Subject, _limits);
        if (use.IsOver) return await LimitAsync(command, principal, use);

        var at = Circumstances.Of(command.Origin, _time.GetUtcNow());
        var authorized = Authorize(command, principal, at);
        if (!authorized.TryGet(out var grants, out error)) return await RefuseAsync(command, principal, error, [], _policy.Trace(principal, at, error));
        if (!await _audit.IsReadyAsync()) return await RefuseAsync(command, principal, NotRecorded("a sink is failing"), []);
        if (principal.Use is { } counted && !(await _replay.TakeAsync(counted, ct)).TryGet(out _, out error)) return await RefuseAsync(command, principal, error, []);

        var minted = grants.Length == 1
            ? [await _keys.MintAsync(grants[0], principal, command.Origin, ct)]
            : await Task.WhenAll(grants.Select(grant => _keys.MintAsync(grant, principal, command.Origin, ct)));
        if (Array.Find(minted, static key => key.Error is not null) is { Error: { } failed }) return await UndoAsync(command, principal, failed, minted, ct);

        var record = Record(command, principal, null, minted, []);
        if (!await RecordAsync(record, command.Origin)) return await UndoAsync(command, principal, NotRecorded("the grant was not accepted"), minted, ct);

        _metrics.Decided(principal.Idp, null);
        foreach (var key in minted) _metrics.Issued(key.Grant.Rule.Provider, key.Credential!.ExpiresAt - record.Time);
        if (_logger.IsEnabled(LogLevel.Debug)) _logger.Minted(string.Join(' ', grants.Select(static grant => grant.Rule.Name)), principal.Subject, principal.Idp, command.Origin.RequestId);
        return new Minted(record.MintId, principal, record.Time, Array.ConvertAll(minted, static key => key.Environment!));
    }

    /// <summary>Says what a caller may mint. Nothing is minted and nothing recorded.</summary>
    public async Task<Result<GrantedKeys>> ListKeysAsync(Secret subjectToken, RequestOrigin origin, CancellationToken ct)
    {
        var validated = await _callers.ValidateAsync(subjectToken, idpName: null, origin, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;
        if (!_policy.Find(principal, Circumstances.Of(origin, _time.GetUtcNow())).TryGet(out var keys, out error)) return error;

        return new GrantedKeys(
            principal, [.. keys.Select(static key => new GrantedKey(key.Name, key.Provider, key.Description, key.Cap, key.Outputs.Names))]);
    }

    /// <summary>Says whether a caller may have a key, and as much of why as he may see: an operator all of it, which is recorded. Nothing is minted, and else nothing recorded.</summary>
    public async Task<Result<Explanation>> ExplainAsync(Secret subjectToken, string key, RequestOrigin origin, CancellationToken ct)
    {
        var validated = await _callers.ValidateAsync(subjectToken, idpName: null, origin, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;

        var reader = await _operators.SeesMoreAsync(principal, new OperatorRequest(OperatorAction.Explain, key), origin) ? ExplanationReader.Operator : ExplanationReader.Caller;
        var explanation = _policy.Explain(principal, Circumstances.Of(origin, _time.GetUtcNow()), key, reader);
        if (_logger.IsEnabled(LogLevel.Debug)) _logger.Explained(key, principal.Subject, principal.Idp, explanation.Refusal?.Code.ToString() ?? "granted", origin.RequestId);
        return explanation;
    }

    /// <summary>Says who a caller is to the broker. Nothing is recorded.</summary>
    public async Task<Result<KnownCaller>> RecognizeAsync(Secret subjectToken, RequestOrigin origin, CancellationToken ct)
    {
        var validated = await _callers.ValidateAsync(subjectToken, idpName: null, origin, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;

        var matching = _policy.Matching(principal, Circumstances.Of(origin, _time.GetUtcNow()));
        return new KnownCaller(principal, TokenClaims.Audiences(principal.Claims), [.. matching.Select(static identity => identity.Label)]);
    }

    private Result<Grant[]> Authorize(MintCommand command, Principal principal, Circumstances at)
    {
        using var step = new StepScope(RequestStep.Authorize, command.Origin.Steps, _time);
        var authorized = _policy.Authorize(principal, at, command.Keys, command.Lifetime);
        step.SetOutcome(authorized.TryGet(out var grants, out var error) ? null : error.Code);
        if (command.Origin.Steps is { } steps && grants is not null) steps.Providers = Array.ConvertAll(grants, static grant => grant.Rule.Provider);
        return authorized;
    }

    private async ValueTask<bool> RecordAsync(AuditRecord record, RequestOrigin origin)
    {
        using var step = new StepScope(RequestStep.Audit, origin.Steps, _time);
        var isAccepted = await _audit.RecordAsync(record.ToLine());
        BrokerSpans.SetOutcome(step.Span, isAccepted ? null : BrokerMetrics.Failed);
        return isAccepted;
    }

    /// <summary>Refuses a mint too many. The first of a window is recorded as any refusal; what follows has as many lines as those have who are not verified, or whoever may ask could fill a disk.</summary>
    private async ValueTask<BrokerError> LimitAsync(MintCommand command, Principal principal, WindowUse use)
    {
        var error = BrokerError.TooMany("subject", use.Limit!, use.Rest);
        if (use.IsFirstOver) return await RefuseAsync(command, principal, error, []);

        _metrics.Decided(principal.Idp, error.Code);
        if (command.Origin.Steps is { } steps) steps.IsOverLimit = true;
        return error;
    }

    /// <summary>Refuses after the token's use was counted. Nothing has left, so the token is as good as it was: whoever was told to try again can.</summary>
    private async ValueTask<BrokerError> UndoAsync(MintCommand command, Principal principal, BrokerError error, IReadOnlyList<MintedGrant> minted, CancellationToken ct)
    {
        if (principal.Use is { } use) await _replay.GiveBackAsync(use, ct);
        return await RefuseAsync(command, principal, error, minted);
    }

    private async ValueTask<BrokerError> RefuseAsync(
        MintCommand command, Principal principal, BrokerError error, IReadOnlyList<MintedGrant> minted, IReadOnlyList<IdentityTrace>? trace = null)
    {
        _metrics.Decided(principal.Idp, error.Code);
        _logger.MintRefused(principal.Subject, principal.Idp, error.Code, error.Cause, command.Origin.RequestId);

        // A refusal stands whether or not it could be recorded, and does not wait for a sink that is known to fail.
        var recording = _audit.RecordAsync(Record(command, principal, error, minted, trace ?? []).ToLine());
        if (_audit.IsHealthy && !await recording) _logger.RefusalNotRecorded(command.Origin.RequestId);
        return error;
    }

    private AuditRecord Record(
        MintCommand command, Principal principal, BrokerError? refusal, IReadOnlyList<MintedGrant> minted, IReadOnlyList<IdentityTrace> trace) => new(
        _time.GetUtcNow(),
        command.Origin.RequestId,
        UniqueId.Next(_time.GetUtcNow()),
        command.Origin.ClientAddress,
        principal.Idp,
        principal.Issuer,
        _form.SubjectOf(principal),
        command.Keys,
        _form.Of(refusal, principal),
        _form.Of(trace),
        [.. minted.Where(static key => key.Credential is not null)
            .Select(static key => key.ToRecord())])
        {
            Configuration = _form.Configuration,
            TraceId = command.Origin.RecordedTraceId,
            Claims = _form.ClaimsOf(principal),
        };

    private static BrokerError NotRecorded(string cause) => new(
        BrokerErrorCode.AuditUnavailable, "The decision cannot be recorded for now, so nothing is handed out.", cause, TimeSpan.FromSeconds(1));
}
