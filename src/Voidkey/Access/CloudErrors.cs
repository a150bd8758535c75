using Voidkey.Http;

namespace Voidkey.Access;

/// <summary>How a cloud says what is wrong.</summary>
/// <param name="Name">What the log calls it: <c>STS</c>.</param>
/// <param name="ErrorCode">Reads the code of an error out of an answer's body: a plain word, or null. It is given anything, and does not throw.</param>
public sealed record CloudDialect(string Name, Func<ReadOnlyMemory<byte>, string?> ErrorCode)
{
    /// <summary>The statuses that a credential comes with: 200, unless said.</summary>
    public IReadOnlyCollection<int> Success { get; init; } = [200];

    /// <summary>Statuses beside the 4xx that say no, and go on saying so: there is no second try after them.</summary>
    public IReadOnlyCollection<int> Refused { get; init; } = [];

    /// <summary>Codes that ask to slow down, whatever the status. 429 always does.</summary>
    public IReadOnlyCollection<string> Throttling { get; init; } = [];

    /// <summary>Codes that say to try again later, whatever the status. A 5xx always does.</summary>
    public IReadOnlyCollection<string> Temporary { get; init; } = [];
}

/// <summary>What a failed call means. The cloud's error code goes to the log; its message, which may repeat what we sent, goes nowhere.</summary>
public sealed class CloudErrors
{
    private const int MaxCodeLength = 64;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly CloudDialect _dialect;

    internal CloudErrors(CloudDialect dialect) => _dialect = dialect;

    /// <summary>The answer is not what the cloud's protocol says.</summary>
    /// <param name="fault">What is wrong with it, in our words: nothing of its text.</param>
    public BrokerError Invalid(string fault) => new(BrokerErrorCode.MintInvalidResponse, "The cloud's answer could not be used.", $"{_dialect.Name}: {fault}");

    /// <summary>What an answer means that brings no credential.</summary>
    public BrokerError From(OutboundAnswer answer)
    {
        if (answer.Outcome is not OutboundOutcome.Answered) return FromOutcome(answer);

        var code = CodeOf(answer);
        var cause = code is null ? $"{_dialect.Name}: {answer.Cause}" : $"{_dialect.Name}: {answer.Cause}, {code}";
        if (IsThrottling(answer.Status, code)) return Throttled(cause, answer.RetryAfter);
        if (_dialect.Refused.Contains(answer.Status)) return Refused(cause);
        if (answer.Status is >= 500 and <= 599 || (code is not null && _dialect.Temporary.Contains(code))) return Unreachable(cause, answer.RetryAfter);
        return answer.Status is >= 400 and <= 499
            ? Refused(cause)
            : new BrokerError(BrokerErrorCode.MintInvalidResponse, "The cloud's answer could not be used.", cause);
    }

    internal bool IsSuccess(OutboundAnswer answer) => answer.Outcome == OutboundOutcome.Answered && _dialect.Success.Contains(answer.Status);

    /// <summary>True where the same request may be answered better in a moment.</summary>
    internal bool IsPassing(OutboundAnswer answer) =>
        answer.Outcome == OutboundOutcome.Unreachable || (answer.Status is 500 or 502 or 503 or 504 && !_dialect.Refused.Contains(answer.Status) && !IsThrottling(answer));

    private bool IsThrottling(OutboundAnswer answer) => IsThrottling(answer.Status, CodeOf(answer));

    private bool IsThrottling(int status, string? code) => status == 429 || (code is not null && _dialect.Throttling.Contains(code));

    // It goes into the log: a plain word, or nothing.
    private string? CodeOf(OutboundAnswer answer) =>
        _dialect.ErrorCode(answer.Body) is { Length: > 0 and <= MaxCodeLength } code && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? code : null;

    private BrokerError FromOutcome(OutboundAnswer answer)
    {
        var cause = $"{_dialect.Name}: {answer.Cause}";
        return answer.Outcome switch
        {
            OutboundOutcome.TimedOut => new BrokerError(BrokerErrorCode.ProviderTimeout, "The cloud did not answer in time.", cause, Soon),
            OutboundOutcome.Unreachable => Unreachable(cause, null),
            _ => new BrokerError(BrokerErrorCode.MintInvalidResponse, "The cloud's answer could not be used.", cause),
        };
    }

    private static BrokerError Refused(string cause) => new(BrokerErrorCode.MintRefused, "The cloud refused to issue the credential.", cause);

    private static BrokerError Throttled(string cause, TimeSpan? retryAfter) =>
        new(BrokerErrorCode.CloudThrottled, "The cloud asked to slow down.", cause, retryAfter ?? TimeSpan.FromSeconds(2));

    private static BrokerError Unreachable(string cause, TimeSpan? retryAfter) =>
        new(BrokerErrorCode.CloudUnreachable, "The cloud cannot be reached for now.", cause, retryAfter ?? Soon);
}
