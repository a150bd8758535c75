using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The original's routes: its shipped clients work unmodified.</summary>
internal static class CompatibleEndpoints
{
    public static void MapCompatible(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        routes.MapPost("/credentials/mint", http => Minting.MintAsync(http, context, MintBodyReader.TryReadCompatible, MintAnswer.CompatibleAsync));
        routes.MapGet("/credentials/keys", http => Minting.ListKeysAsync(http, context, AnswerAsync));
        routes.MapGet("/credentials/idp-providers", http => Answer.OkAsync(http, IdpsOf(context), ContractsJson.Default.IReadOnlyListCompatibleIdp));
    }

    private static Task AnswerAsync(HttpContext http, GrantedKeys keys) =>
        Answer.OkAsync(http, [.. keys.Keys.Select(static key => key.Name)], ContractsJson.Default.IReadOnlyListString);

    private static IReadOnlyList<CompatibleIdp> IdpsOf(EndpointContext context) =>
        [.. context.Host.Current.Snapshot.ClientIdps.OrderBy(static idp => idp.Name, StringComparer.Ordinal).Select(static idp => new CompatibleIdp(idp.Name, idp.IsDefault))];
}
