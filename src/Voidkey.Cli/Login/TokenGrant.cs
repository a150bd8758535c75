using System.Text.Json;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Login;

/// <summary>What a token endpoint hands out (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3).</summary>
/// <param name="Seconds">How long the access token lives; null: it does not say.</param>
internal sealed record TokenGrant(Secret? IdToken, Secret? AccessToken, Secret? RefreshToken, long? Seconds)
{
    public static Result<TokenGrant> Read(JsonElement answer)
    {
        if (!Bearer(answer, "id_token").TryGet(out var id, out var failure) || !Bearer(answer, "access_token").TryGet(out var access, out failure) || !Bearer(answer, "refresh_token").TryGet(out var refresh, out failure)) return failure;

        // Some write the number as a text.
        long? seconds = answer.TryGetProperty("expires_in", out var value) && ((value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) || (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out number))) && number is > 0 and < 100_000_000 ? number : null;
        return new TokenGrant(id.Found, access.Found, refresh.Found, seconds);
    }

    private static Result<Maybe> Bearer(JsonElement answer, string name)
    {
        if (!answer.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return new Maybe(null);
        if (value.ValueKind != JsonValueKind.String) return LoginFailure.Of($"the identity provider's {name} is not a text");
        return TokenText.Check(value.GetString()!, $"the identity provider's {name}").TryGet(out var bearer, out var failure) ? new Maybe(bearer) : failure;
    }

    private sealed record Maybe(Secret? Found);
}
