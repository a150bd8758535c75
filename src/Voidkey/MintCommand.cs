using System.Diagnostics;
using Voidkey.Diagnostics;

namespace Voidkey;

/// <summary>What a caller asks of <see cref="Broker"/>.</summary>
/// <param name="SubjectToken">The caller's token. It goes no further than the validator.</param>
/// <param name="Keys">The keys asked for, at least one; null: all keys of the identity.</param>
/// <param name="Lifetime">The lifetime asked for, at least a second; null: each key's own.</param>
/// <param name="IdpName">The identity provider the caller believes in. It can only confirm what the token says.</param>
/// <param name="Origin">Where the request comes from, for the records.</param>
public sealed record MintCommand(Secret SubjectToken, IReadOnlyList<string>? Keys, TimeSpan? Lifetime, string? IdpName, RequestOrigin Origin);

/// <param name="RequestId">The id that the caller is told.</param>
/// <param name="ClientAddress">The caller's network address, where it is known.</param>
public sealed record RequestOrigin(string RequestId, string? ClientAddress)
{
    /// <summary>The trace that the request belongs to (W3C Trace Context), 32 hexadecimal digits; null: that of <c>Activity.Current</c>, if there is one.</summary>
    public string? TraceId { get; init; }

    /// <summary>The trace as records have it.</summary>
    internal string? RecordedTraceId => TraceId ?? (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null);

    /// <summary>Where the broker writes down what it did; null: nobody reads it.</summary>
    public RequestSteps? Steps { get; init; }
}
