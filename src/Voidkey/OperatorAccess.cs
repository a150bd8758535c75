using Microsoft.Extensions.Logging;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Identity;
using Voidkey.Limits;
using Voidkey.Policy;
using Voidkey.Replay;

namespace Voidkey;

/// <summary>Lets operators in: callers whom an entry of <c>operators</c> matches. Every request of a verified caller is recorded, whether or not he is one.</summary>
/// <remarks>
/// It is verified, limited and counted as mints are. No credential leaves here, and operators are wanted most when something fails: so a record that no sink accepts is told in the log and stops nobody.
/// </remarks>
public sealed class OperatorAccess
{
    private readonly CallerValidation _callers;
    private readonly OperatorPolicy _policy;
    private readonly IReplayStore _replay;
    private readonly AuditTrail _audit;
    private readonly RecordForm _form;
    private readonly CallerLimits _used;
    private readonly LimitSettings _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal OperatorAccess(
        CallerValidation callers, OperatorPolicy policy, IReplayStore replay, AuditTrail audit, RecordForm form, CallerLimits used, LimitSettings limits, TimeProvider time, ILogger logger)
    {
        (_callers, _policy, _replay, _audit, _form) = (callers, policy, replay, audit, form);
        (_used, _limits, _time, _logger) = (used, limits, time, logger);
    }

    /// <summary>What everybody is refused with, before anybody is looked at; null where the configuration names operators.</summary>
    public BrokerError? Closed => _policy.IsEmpty ? BrokerError.NoOperators : null;

    /// <summary>Decides whether a caller may have what is for operators, and records it.</summary>
    /// <param name="ct">The time limit of the whole request.</param>
    /// <returns>
    /// The operator; or what <see cref="Broker.MintAsync"/> refuses a token with, <see cref="BrokerErrorCode.RateLimited"/>, <see cref="BrokerErrorCode.NotOperator"/>,
    /// <see cref="BrokerErrorCode.NoOperators"/>.
    /// </returns>
    public async Task<Result<Operator>> AuthorizeAsync(Secret subjectToken, OperatorRequest request, RequestOrigin origin, CancellationToken ct)
    {
        if (Closed is { } closed) return closed;
        var validated = await _callers.ValidateAsync(subjectToken, idpName: null, origin, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;

        var use = _used.CountMint(principal.Idp, principal.Subject, _limits);
        if (use.IsOver) return await LimitAsync(request, principal, use, origin);
        if (_policy.Find(principal, Circumstances.Of(origin, _time.GetUtcNow())) is not { } rule) return await RefuseAsync(request, principal, BrokerError.NotOperator, origin);
        if (principal.Use is { } counted && !(await _replay.TakeAsync(counted, ct)).TryGet(out _, out error)) return await RefuseAsync(request, principal, error, origin);

        await RecordAsync(request, principal, rule, null, origin);
        return new Operator(principal, rule.Path, rule.Name) { RecordedSubject = _form.SubjectOf(principal) };
    }

    /// <summary>Whether whoever was let in is still an operator, for those who ask for long: by what is in force now. Nothing is recorded or counted.</summary>
    /// <param name="subjectToken">The token that he came with.</param>
    /// <returns>Why he is not; null: he is.</returns>
    public async Task<BrokerError?> RecheckAsync(Secret subjectToken, RequestOrigin origin, CancellationToken ct)
    {
        if (Closed is { } closed) return closed;
        if (!(await _callers.ValidateAsync(subjectToken, idpName: null, origin, ct)).TryGet(out var principal, out var error)) return error;
        return _policy.Find(principal, Circumstances.Of(origin, _time.GetUtcNow())) is null ? BrokerError.NotOperator : null;
    }

    /// <summary>Whether a caller who asked for what everybody may is an operator, and may see more of it. Where he is, that is recorded.</summary>
    internal async ValueTask<bool> SeesMoreAsync(Principal principal, OperatorRequest request, RequestOrigin origin)
    {
        if (_policy.IsEmpty || _policy.Find(principal, Circumstances.Of(origin, _time.GetUtcNow())) is not { } rule) return false;
        await RecordAsync(request, principal, rule, null, origin);
        return true;
    }

    /// <summary>The first of a window that was too many is recorded as any refusal; of what follows there is no record, as of mints.</summary>
    private async ValueTask<BrokerError> LimitAsync(OperatorRequest request, Principal principal, WindowUse use, RequestOrigin origin)
    {
        var error = BrokerError.TooMany("subject", use.Limit!, use.Rest);
        if (use.IsFirstOver) return await RefuseAsync(request, principal, error, origin);
        if (origin.Steps is { } steps) steps.IsOverLimit = true;
        return error;
    }

    private async ValueTask<BrokerError> RefuseAsync(OperatorRequest request, Principal principal, BrokerError error, RequestOrigin origin)
    {
        _logger.OperatorRefused(request.Action, principal.Subject, principal.Idp, error.Code, error.Cause, origin.RequestId);
        await RecordAsync(request, principal, null, error, origin);
        return error;
    }

    // A sink that is known to fail is not waited for: what an operator wants may be to find out why.
    private async ValueTask RecordAsync(OperatorRequest request, Principal principal, IdentityRule? rule, BrokerError? refusal, RequestOrigin origin)
    {
        using var step = new StepScope(RequestStep.Audit, origin.Steps, _time);
        var record = new OperatorRecord(
            _time.GetUtcNow(), request, origin, principal.Idp, principal.Issuer, _form.SubjectOf(principal), _form.Configuration, rule?.Path, rule?.Name, _form.Of(refusal, principal))
        {
            TraceId = origin.RecordedTraceId,
            Claims = _form.ClaimsOf(principal),
        };
        var recording = _audit.RecordAsync(record.ToLine());
        if (!_audit.IsHealthy || !await recording) _logger.OperatorNotRecorded(request.Action, origin.RequestId);
    }
}
