using Voidkey.Contracts;

namespace Voidkey.Server.Answers;

/// <summary>Which status, wire code and reason a <see cref="BrokerErrorCode"/> is. docs/errors.md tells it to people.</summary>
internal static class ErrorTable
{
    public static (int Status, string Error, string? Reason) Find(BrokerErrorCode code) => code switch
    {
        BrokerErrorCode.InvalidRequest => (StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, null),
        BrokerErrorCode.InvalidToken => (StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, null),
        BrokerErrorCode.TokenExpired => (StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, null),
        BrokerErrorCode.Forbidden => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "not_granted"),
        BrokerErrorCode.AmbiguousGrant => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "ambiguous_grant"),
        BrokerErrorCode.ClaimMissing => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "claim_missing"),
        BrokerErrorCode.ClaimUnusable => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "claim_unusable"),
        BrokerErrorCode.NotOperator => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "not_operator"),
        BrokerErrorCode.NoOperators => (StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "no_operators"),
        BrokerErrorCode.CallerKeysUnavailable => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "caller_keys"),
        BrokerErrorCode.ReplayStoreUnavailable => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "replay_store"),
        BrokerErrorCode.BrokerIdentityUnavailable => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "broker_identity"),
        BrokerErrorCode.AuditUnavailable => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "audit"),
        BrokerErrorCode.ReloadPending => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "reload_pending"),
        BrokerErrorCode.CloudUnreachable => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "cloud_unreachable"),
        BrokerErrorCode.CloudThrottled => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "cloud_throttled"),
        BrokerErrorCode.ProviderBusy => (StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "provider_busy"),
        BrokerErrorCode.RateLimited => (StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimitExceeded, null),
        BrokerErrorCode.MintRefused => (StatusCodes.Status502BadGateway, ErrorCodes.CredentialMintFailed, "refused"),
        BrokerErrorCode.MintInvalidResponse => (StatusCodes.Status502BadGateway, ErrorCodes.CredentialMintFailed, "invalid_response"),
        BrokerErrorCode.ProviderTimeout => (StatusCodes.Status504GatewayTimeout, ErrorCodes.ProviderTimeout, null),

        // A code that nobody mapped is a bug, and a bug never lets anything through.
        _ => (StatusCodes.Status500InternalServerError, ErrorCodes.InternalError, null),
    };
}
