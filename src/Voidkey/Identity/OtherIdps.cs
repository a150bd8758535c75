namespace Voidkey.Identity;

/// <summary>The identity providers of custom types. They see what is no JWT of a configured issuer, and say what it claims; whether that is enough is decided here, as of a JWT.</summary>
/// <param name="idps">In the order of the configuration: the first that recognises a token verifies it, and no other.</param>
internal sealed class OtherIdps(TrustedIssuer[] idps, TimeProvider time)
{
    public IEnumerable<bool?> Health => idps.Select(static idp => idp.Verifier!.IsHealthy);

    /// <param name="unknown">What the token is refused with where none of them recognises it.</param>
    public async ValueTask<Result<Principal>> ValidateAsync(Secret subjectToken, BrokerError unknown, CancellationToken ct)
    {
        if (idps.Length == 0 || subjectToken.Reveal() is not { Length: > 0 and <= CompactJws.MaxLength } text) return unknown;
        if (Array.Find(idps, idp => idp.Verifier!.Recognises(text)) is not { } idp) return unknown;

        var verdict = await idp.Verifier!.VerifyAsync(subjectToken, ct);
        if (verdict.Error is { } error) return error with { Cause = $"{idp.Name}: {error.Cause}", Idp = idp.Name };

        var json = verdict.Claims.ToArray();
        if (json.Length > CompactJws.MaxLength || !ClaimSet.TryRead(json, out var claims)) return BrokerError.InvalidToken($"{idp.Name}: what the token claims is not a strict JSON object") with { Idp = idp.Name };
        if (!TokenClaims.Check(claims, idp, time.GetUtcNow()).TryGet(out var principal, out var fault)) return fault with { Idp = idp.Name };
        return idp.AllowedUses is { } allowed ? principal with { Use = TokenUse.Of(principal, json, allowed) } : principal;
    }
}
