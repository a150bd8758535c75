using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The v1 routes, which our own CLI speaks.</summary>
internal static class V1Endpoints
{
    public static void MapV1(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        routes.MapPost("/v1/credentials/mint", http => Minting.MintAsync(http, context, MintBodyReader.TryReadV1, AnswerAsync));
        routes.MapGet("/v1/credentials/keys", http => Minting.ListKeysAsync(http, context, AnswerAsync));
        routes.MapGet("/v1/idps", http => Answer.OkAsync(http, IdpsOf(context), ContractsJson.Default.IdpList));
    }

    private static Task AnswerAsync(HttpContext http, Minted minted) => Answer.OkAsync(
        http,
        new MintResponse(
            minted.Keys.ToDictionary(static key => key.Key, static key => key.Variables, StringComparer.Ordinal),
            minted.Keys.ToDictionary(static key => key.Key, static key => new MintedKey(key.Provider, WholeSeconds(key.ExpiresAt)), StringComparer.Ordinal),
            WholeSeconds(minted.Keys.Min(static key => key.ExpiresAt)),
            minted.Principal.Subject,
            minted.Principal.Idp,
            minted.IssuedAt,
            minted.MintId),
        ContractsJson.Default.MintResponse);

    private static Task AnswerAsync(HttpContext http, GrantedKeys keys) => Answer.OkAsync(
        http,
        new KeyList(
            keys.Principal.Subject,
            keys.Principal.Idp,
            [.. keys.Keys.Select(static key => new Contracts.GrantedKey(key.Name, key.Provider, (long)key.Cap.TotalSeconds, key.Outputs, key.Description))]),
        ContractsJson.Default.KeyList);

    private static IdpList IdpsOf(EndpointContext context) =>
        new([.. context.Snapshot.ClientIdps.Select(static idp => new Idp(idp.Name, idp.Issuer, "oidc", idp.IsDefault))]);

    // Cut, not rounded: an expiry is never told later than it is.
    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
