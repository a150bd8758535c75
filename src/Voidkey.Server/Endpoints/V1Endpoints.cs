using Voidkey.Configuration;
using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The v1 routes, which our own CLI speaks.</summary>
internal static class V1Endpoints
{
    public static void MapV1(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        routes.MapPost("/v1/credentials/mint", http => Minting.MintAsync(http, context, MintBodyReader.TryReadV1, MintAnswer.V1Async));
        routes.MapGet("/v1/credentials/keys", http => Minting.ListKeysAsync(http, context, AnswerAsync));
        routes.MapGet("/v1/whoami", http => Explaining.WhoAmIAsync(http, context));
        routes.MapPost("/v1/explain", http => Explaining.ExplainAsync(http, context));
        routes.MapGet("/.well-known/voidkey-configuration", http => Answer.OkAsync(http, MetadataOf(context), ContractsJson.Default.BrokerMetadata));
        routes.MapGet("/v1/idps", http => Answer.OkAsync(http, IdpsOf(context), ContractsJson.Default.IdpList));
    }

    private static Task AnswerAsync(HttpContext http, GrantedKeys keys) => Answer.OkAsync(
        http,
        new KeyList(
            keys.Principal.Subject,
            keys.Principal.Idp,
            [.. keys.Keys.Select(static key => new Contracts.GrantedKey(key.Name, key.Provider, (long)key.Cap.TotalSeconds, key.Outputs, key.Description))]),
        ContractsJson.Default.KeyList);

    private static IdpList IdpsOf(EndpointContext context) =>
        new([.. context.Host.Current.Snapshot.ClientIdps.Select(static idp => new Idp(idp.Name, idp.Issuer, idp.Type, idp.IsDefault))]);

    private static LoginTerms? LoginOf(ClientIdp idp) => idp.Login is { } login ? new LoginTerms(login.ClientId, login.Scopes, login.Flows, login.SubjectTokenKind, login.Prompt) : null;

    private static BrokerMetadata MetadataOf(EndpointContext context)
    {
        var snapshot = context.Host.Current.Snapshot;
        return new BrokerMetadata(
            [.. snapshot.ClientIdps.Select(static idp => new AcceptedIdp(idp.Name, idp.Issuer, idp.Audiences, LoginOf(idp)))],
            new BrokerLimits(snapshot.Settings.MaxKeys, BrokerSnapshot.MaxTokenLength, JsonBody.MaxBytes, (int)RequestDeadline.Limit.TotalSeconds));
    }
}
