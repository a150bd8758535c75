using System.Buffers;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Who is asking: step 1 of a mint, and the only one that sees the caller's token. Verifies JWTs of the configured issuers (RFC 7519 §7.2, RFC 8725).</summary>
/// <param name="before">Who did this before, if anybody: keys that stay the same are taken over, so that nothing is fetched again and no outage begins.</param>
internal sealed class SubjectTokenValidator(IReadOnlyList<TrustedIssuer> issuers, OutboundHttp http, TimeProvider time, ILogger logger, SubjectTokenValidator? before = null)
{
    private readonly FrozenDictionary<string, (TrustedIssuer Issuer, ISigningKeys Keys)> _byIssuer = issuers.Where(static issuer => issuer.Verifier is null).ToFrozenDictionary(
        static issuer => issuer.Issuer,
        issuer => (issuer, before?.KeysOf(issuer) ?? issuer.Keys.Open(issuer, http, time, logger)),
        StringComparer.Ordinal);

    private readonly OtherIdps _others = new([.. issuers.Where(static issuer => issuer.Verifier is not null)], time);

    // Every character of it may be escaped. What is longer is no configured one, and not worth a text.
    private readonly int _maxIssuerBytes = 6 * issuers.Select(static issuer => issuer.Issuer.Length).DefaultIfEmpty().Max();

    private readonly JoseHeaders _headers = new();

    /// <summary>False while one provider's keys cannot be had anew, null where that is not known of any. Asks nobody.</summary>
    public bool? IsHealthy
    {
        get
        {
            bool?[] states = [.. _byIssuer.Values.Select(static trusted => trusted.Keys.IsHealthy), .. _others.Health];
            return states.Contains(false) ? false : states.Contains(true) ? true : null;
        }
    }

    /// <summary>True where tokens of one provider at least can be verified. Asks nobody.</summary>
    public bool CanVerify => _byIssuer.Values.Any(static trusted => trusted.Keys.IsHealthy == true) || _others.Health.Any(static health => health != false);

    /// <summary>The keys of each provider that we verify tokens of, by its name.</summary>
    public IEnumerable<(string Idp, ISigningKeys Keys)> KeysByIdp => _byIssuer.Values.Select(static trusted => (trusted.Issuer.Name, trusted.Keys));

    /// <summary>Begins to fetch the keys that the first caller would wait for, and returns at once.</summary>
    public void WarmUp()
    {
        foreach (var trusted in _byIssuer.Values) trusted.Keys.WarmUp();
    }

    /// <summary>Verifies a subject token (RFC 8693 §1.1) and says whose it is.</summary>
    /// <returns>
    /// The principal, or <see cref="BrokerErrorCode.TokenExpired"/>, <see cref="BrokerErrorCode.InvalidToken"/>,
    /// <see cref="BrokerErrorCode.CallerKeysUnavailable"/>.
    /// </returns>
    public async ValueTask<Result<Principal>> ValidateAsync(Secret subjectToken, CancellationToken ct)
    {
        if (!CompactJws.TryRead(subjectToken.Reveal(), _headers, out var jws, out var fault)) return await _others.ValidateAsync(subjectToken, BrokerError.InvalidToken(fault), ct);

        // The issuer is not believed yet: it only says whose keys must have signed.
        if (!StrictJson.TryFindText(jws.Payload, "iss"u8, _maxIssuerBytes, out var iss) || !_byIssuer.TryGetValue(iss, out var trusted)) return await _others.ValidateAsync(subjectToken, BrokerError.InvalidToken("'iss' is no configured issuer"), ct);
        var (issuer, signingKeys) = trusted;
        if (issuer.FindAlgorithm(jws.Header.Algorithm) is not { } algorithm) return Refuse(issuer, $"'alg' is not allowed for {issuer.Name}");
        if (!issuer.AcceptsType(jws.Header.Type)) return Refuse(issuer, $"'typ' is not accepted from {issuer.Name}");

        var found = await signingKeys.FindAsync(jws.Header.KeyId, algorithm, ct);
        if (!found.TryGet(out var keys, out var error)) return error with { Idp = issuer.Name };
        if (!IsSigned(jws, keys, algorithm)) return Refuse(issuer, $"the signature is not {issuer.Name}'s");

        // Read as a whole now only: whoever wrote it is an issuer of ours, and nobody else makes us take it apart.
        if (!_headers.TryKeep(CompactJws.HeaderSegment(subjectToken.Reveal()), jws.Header)) return Refuse(issuer, "the header is not a strict JSON object");
        if (!jws.TryReadClaims(out var claims)) return Refuse(issuer, "the payload is not a strict JSON object");

        if (!TokenClaims.Check(claims, issuer, time.GetUtcNow()).TryGet(out var principal, out error)) return error with { Idp = issuer.Name };
        return issuer.AllowedUses is { } allowed ? principal with { Use = TokenUse.Of(principal, jws, allowed) } : principal;
    }

    private static BrokerError Refuse(TrustedIssuer issuer, string cause) => BrokerError.InvalidToken(cause) with { Idp = issuer.Name };

    private static bool IsSigned(CompactJws jws, SigningKey[] keys, SignatureAlgorithm algorithm)
    {
        var rented = ArrayPool<byte>.Shared.Rent(jws.SigningInputLength);
        try
        {
            var input = rented.AsSpan(0, jws.WriteSigningInput(rented));
            foreach (var key in keys)
            {
                if (key.Verify(algorithm, input, jws.Signature)) return true;
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private ISigningKeys? KeysOf(TrustedIssuer issuer) =>
        _byIssuer.TryGetValue(issuer.Issuer, out var held) && held.Issuer.HasKeysOf(issuer) ? issuer.Keys.TakeOver(held.Keys, held.Issuer.Keys) : null;
}
