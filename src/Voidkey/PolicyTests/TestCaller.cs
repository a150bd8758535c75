using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Identity;

namespace Voidkey.PolicyTests;

/// <summary>Makes the caller of a test out of the claims that it says.</summary>
internal static class TestCaller
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The claims are checked as a token's are, at a moment when it is good: <c>exp</c>, <c>iat</c> and <c>nbf</c> are no part of it.</summary>
    /// <returns>The caller, with the claims as the test says them; or why a token like that is refused.</returns>
    public static Result<Principal> Of(PolicyTestConfig test, TrustedIssuer issuer, DateTimeOffset now)
    {
        var fresh = Claims(test, issuer);
        fresh["iat"] = now.ToUnixTimeSeconds();
        fresh["exp"] = (now + Lifetime).ToUnixTimeSeconds();
        fresh.Remove("nbf");
        if (!ClaimSet.TryRead(Encoding.UTF8.GetBytes(fresh.ToJsonString()), out var claims)) return BrokerError.InvalidToken("the claims are not a strict JSON object");
        if (!TokenClaims.Check(claims, issuer, now).TryGet(out var principal, out var error)) return error;

        // A condition on a time sees what the test says of it.
        foreach (var name in new[] { "iat", "exp", "nbf" })
        {
            if (test.Claims.TryGetProperty(name, out var said)) fresh[name] = JsonNode.Parse(said.GetRawText());
        }

        return principal with { Claims = JsonElement.Parse(fresh.ToJsonString()) };
    }

    private static JsonObject Claims(PolicyTestConfig test, TrustedIssuer issuer)
    {
        var claims = new JsonObject { ["iss"] = issuer.Issuer };
        if (issuer.Audiences is [var audience, ..]) claims["aud"] = audience;
        foreach (var claim in test.Claims.EnumerateObject()) claims[claim.Name] = JsonNode.Parse(claim.Value.GetRawText());
        return claims;
    }
}
