namespace Voidkey.Identity;

/// <summary>Who is asking: step 1 of a mint, and the only one that sees the caller's token.</summary>
public interface ISubjectTokenValidator
{
    /// <summary>Verifies a subject token (RFC 8693 §1.1) and says whose it is.</summary>
    /// <returns>
    /// The principal, or <see cref="BrokerErrorCode.TokenExpired"/>, <see cref="BrokerErrorCode.InvalidToken"/>,
    /// <see cref="BrokerErrorCode.CallerKeysUnavailable"/>.
    /// </returns>
    ValueTask<Result<Principal>> ValidateAsync(Secret subjectToken, CancellationToken ct);

    /// <summary>False while one provider's keys cannot be had anew, null where that is not known of any. Asks nobody.</summary>
    bool? IsHealthy { get; }
}
