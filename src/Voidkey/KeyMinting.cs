using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Diagnostics;
using Voidkey.Identity;
using Voidkey.Policy;

namespace Voidkey;

/// <summary>Mints one key: the broker's own token where one is needed, the cloud's credential, and the variables it is handed out under.</summary>
internal sealed class KeyMinting(IBrokerTokenSource identity, BrokerMetrics metrics, TimeProvider time)
{
    /// <summary>Mints one key that was granted.</summary>
    public async Task<MintedGrant> MintAsync(Grant grant, Principal principal, RequestOrigin origin, CancellationToken ct)
    {
        if (!grant.Rule.Bulkhead.TryEnter()) return new(grant, BrokerError.Busy(grant.Rule.Name, grant.Rule.Provider));
        try
        {
            return await MintWithinAsync(grant, principal, origin, ct);
        }
        finally
        {
            grant.Rule.Bulkhead.Leave();
        }
    }

    private async Task<MintedGrant> MintWithinAsync(Grant grant, Principal principal, RequestOrigin origin, CancellationToken ct)
    {
        BrokerToken? token = null;
        if (grant.Rule.Key.NeedsBrokerToken)
        {
            var authenticated = await AuthenticateAsync(grant, origin, ct);
            if (!authenticated.TryGet(out token, out var denied)) return new(grant, denied with { Key = grant.Rule.Name });
            if (grant.Rule.Expectation.Fault(token) is { } fault) return new(grant, BrokerError.BrokerIdentity(fault) with { Key = grant.Rule.Name });
        }

        var minted = await AskAsync(grant, new MintContext(token, principal, grant.Lifetime) { Texts = grant.Texts }, origin, ct);
        if (!minted.TryGet(out var credential, out var error)) return new(grant, error with { Key = grant.Rule.Name });
        if (grant.Outputs.Apply(credential) is not { } variables)
            return new(grant, new BrokerError(BrokerErrorCode.MintInvalidResponse, "The cloud's answer could not be used.", "a field is missing", Key: grant.Rule.Name), credential);

        return new(grant, null, credential, new MintedEnvironment(grant.Rule.Name, grant.Rule.Provider, credential.ExpiresAt, variables, credential.Metadata));
    }

    private async ValueTask<Result<BrokerToken>> AuthenticateAsync(Grant grant, RequestOrigin origin, CancellationToken ct)
    {
        using var step = new StepScope(RequestStep.BrokerToken, origin.Steps, time);
        step.Span?.SetTag("voidkey.audience", grant.Rule.Audience);
        var authenticated = await identity.GetTokenAsync(grant.Rule.Audience, ct);
        step.SetOutcome(authenticated.TryGet(out _, out var error) ? null : error.Code);
        return authenticated;
    }

    private async ValueTask<Result<MintedCredential>> AskAsync(Grant grant, MintContext context, RequestOrigin origin, CancellationToken ct)
    {
        using var step = new StepScope(RequestStep.Provider, origin.Steps, time);
        step.Span?.SetTag("voidkey.provider", grant.Rule.Provider).SetTag("voidkey.key", grant.Rule.Name);
        var minted = await grant.Rule.Key.MintAsync(context, ct);
        metrics.Asked(grant.Rule.Provider, minted.TryGet(out _, out var error) ? null : error.Code, step.Elapsed);
        step.SetOutcome(error?.Code);
        return minted;
    }
}

/// <param name="Error">Why there is nothing to hand out; null: there is.</param>
/// <param name="Credential">What the cloud gave, also where it cannot be used.</param>
/// <param name="Environment">What is handed out, once all is recorded.</param>
internal sealed record MintedGrant(Grant Grant, BrokerError? Error, MintedCredential? Credential = null, MintedEnvironment? Environment = null)
{
    /// <summary>What is recorded of a credential that there is.</summary>
    public AuditedCredential ToRecord() => new(
        Grant.Rule.Name, Grant.Rule.Provider, Grant.Rule.Key.Target, Grant.Identity.Path, Grant.Identity.Name, Credential!.Reference, Credential.ExpiresAt);
}
