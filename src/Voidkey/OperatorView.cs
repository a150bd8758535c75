using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Policy;

namespace Voidkey;

/// <summary>What an operator may know of a token: which check it fails, and how near each identity is, whatever callers are shown.</summary>
public static class OperatorView
{
    /// <summary>Validates and decides as the server does. Nothing is minted and nothing recorded; the keys of the token's issuer are fetched.</summary>
    /// <param name="clientAddress">Where the caller is taken to come from; null: not known, so a <c>sourceIps</c> does not hold.</param>
    /// <returns>The explanation, or why the token was not accepted: in <see cref="BrokerError.Cause"/>.</returns>
    public static async Task<Result<Explanation>> ExplainAsync(
        BrokerSnapshot snapshot, OutboundHttp http, TimeProvider time, Secret subjectToken, string key, string? clientAddress, CancellationToken ct)
    {
        var validated = await new SubjectTokenValidator(snapshot.Issuers, http, time, NullLogger.Instance).ValidateAsync(subjectToken, ct);
        if (!validated.TryGet(out var principal, out var error)) return error;

        var at = Circumstances.Of(new RequestOrigin("", clientAddress), time.GetUtcNow());
        return new GrantPolicy(snapshot.Identities).Explain(principal, at, key, ExplanationReader.Operator);
    }
}
