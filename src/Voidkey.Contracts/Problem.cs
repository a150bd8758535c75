namespace Voidkey.Contracts;

/// <summary>Every refusal and failure, as <c>application/problem+json</c> (RFC 9457) with the members that the original documented.</summary>
/// <param name="Type"><see cref="TypeBase"/> followed by <paramref name="Error"/>.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status, 400–504.</param>
/// <param name="Detail">One sentence for the caller. Never a token, a policy or anything an upstream said.</param>
/// <param name="Instance">The path of the request.</param>
/// <param name="Error">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">The same sentence as <paramref name="Detail"/>.</param>
/// <param name="Details">What narrows the error down, where there is more to say.</param>
/// <param name="RequestId">Names this request in the broker's log and audit record.</param>
/// <param name="Timestamp">When the answer was made, UTC.</param>
/// <param name="RetryAfter">Seconds to wait before asking again, at least 1. Left out where asking again is no use.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string Error,
    string Message,
    string RequestId,
    DateTimeOffset Timestamp,
    ProblemDetails? Details = null,
    int? RetryAfter = null)
{
    /// <summary>What every <see cref="Type"/> begins with.</summary>
    public const string TypeBase = "https://voidkey.dev/errors/";
}

/// <summary>What narrows a <see cref="Problem"/> down.</summary>
/// <param name="Reason">A constant word, for example <c>broker_identity</c> or <c>refused</c>; docs/errors.md lists them.</param>
/// <param name="Key">The key of the request that could not be had.</param>
/// <param name="Problems">To operators: what is wrong with the configuration, the first 20, each as <c>voidkey-server check</c> says it.</param>
public sealed record ProblemDetails(string? Reason = null, string? Key = null, IReadOnlyList<string>? Problems = null);
