using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Identity;

namespace Voidkey;

/// <summary>Step 1 of whatever a caller asks for: who he is. Counted and timed, and what is refused is logged at a bounded rate.</summary>
internal sealed class CallerValidation(SubjectTokenValidator validator, UnverifiedCallers unverified, BrokerMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly RefusalLog _refusals = new(logger, time);

    /// <inheritdoc cref="SubjectTokenValidator.IsHealthy"/>
    public bool? IsHealthy => validator.IsHealthy;

    /// <param name="idpName">The provider that the caller named; null: he named none.</param>
    public async ValueTask<Result<Principal>> ValidateAsync(Secret subjectToken, string? idpName, RequestOrigin origin, CancellationToken ct)
    {
        var validated = await ValidateAsync(subjectToken, origin, ct);
        if (validated.TryGet(out var principal, out var error) && idpName is not null && !string.Equals(principal.Idp, idpName, StringComparison.Ordinal))
            error = BrokerError.InvalidToken("the caller named another identity provider than the token's issuer") with { Idp = principal.Idp };
        metrics.Validated(principal?.Idp ?? error?.Idp, error?.Code);
        if (origin.Steps is { } steps) (steps.Idp, steps.IsVerified) = (principal?.Idp ?? error?.Idp, error is null);
        if (error is null) return principal!;

        unverified.Count(error.Code);
        _refusals.Refused(error, origin.RequestId);
        return error;
    }

    private async ValueTask<Result<Principal>> ValidateAsync(Secret subjectToken, RequestOrigin origin, CancellationToken ct)
    {
        using var step = new StepScope(RequestStep.Validate, origin.Steps, time);
        var validated = await validator.ValidateAsync(subjectToken, ct);
        step.SetOutcome(validated.TryGet(out var principal, out var error) ? null : error.Code);
        step.Span?.SetTag("voidkey.idp", principal?.Idp ?? error?.Idp);
        return validated;
    }
}
