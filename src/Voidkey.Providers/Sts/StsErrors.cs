using Voidkey.Http;

namespace Voidkey.Providers.Sts;

/// <summary>What a failed call means. The cloud's error code goes to the log; its message, which may repeat what we sent, goes nowhere.</summary>
internal static class StsErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static BrokerError From(OutboundAnswer answer)
    {
        if (answer.Outcome is not OutboundOutcome.Answered) return FromOutcome(answer);

        var code = StsAnswer.ErrorCode(answer.Body);
        var cause = code is null ? $"STS: {answer.Cause}" : $"STS: {answer.Cause}, {code}";
        if (answer.Status == 429 || IsThrottling(code)) return Throttled(cause, answer.RetryAfter);

        // The cloud could not reach our identity provider for its keys: AWS documents it as worth another try.
        if (code is "IDPCommunicationError" || answer.Status is >= 500 and <= 599) return Unreachable(cause, answer.RetryAfter);
        return answer.Status is >= 400 and <= 499 ? Refused(cause) : Invalid(cause);
    }

    public static BrokerError Invalid(string cause) => new(BrokerErrorCode.MintInvalidResponse, "The cloud's answer could not be used.", cause);

    private static BrokerError FromOutcome(OutboundAnswer answer) => answer.Outcome switch
    {
        OutboundOutcome.TimedOut => new BrokerError(BrokerErrorCode.ProviderTimeout, "The cloud did not answer in time.", $"STS: {answer.Cause}", Soon),
        OutboundOutcome.Unreachable => Unreachable($"STS: {answer.Cause}", null),
        _ => Invalid($"STS: {answer.Cause}"),
    };

    private static bool IsThrottling(string? code) => code is "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestLimitExceeded" or "TooManyRequestsException" or "SlowDown";

    private static BrokerError Refused(string cause) => new(BrokerErrorCode.MintRefused, "The cloud refused to issue the credential.", cause);

    private static BrokerError Throttled(string cause, TimeSpan? retryAfter) =>
        new(BrokerErrorCode.CloudThrottled, "The cloud asked to slow down.", cause, retryAfter ?? TimeSpan.FromSeconds(2));

    private static BrokerError Unreachable(string cause, TimeSpan? retryAfter) =>
        new(BrokerErrorCode.CloudUnreachable, "The cloud cannot be reached for now.", cause, retryAfter ?? Soon);
}
