using Voidkey.Contracts;
using Voidkey.Diagnostics;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The original's routes: its shipped clients work unmodified.</summary>
internal static class CompatibleEndpoints
{
    public static void MapCompatible(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        routes.MapPost("/credentials/mint", http => Minting.MintAsync(http, context, MintBodyReader.TryReadCompatible, AnswerAsync));
        routes.MapGet("/credentials/keys", http => Minting.ListKeysAsync(http, context, AnswerAsync));
        routes.MapGet("/credentials/idp-providers", http => Answer.OkAsync(http, IdpsOf(context), ContractsJson.Default.IReadOnlyListCompatibleIdp));
    }

    private static Task AnswerAsync(HttpContext http, Minted minted) => Answer.OkAsync(
        http,
        minted.Keys.ToDictionary(static key => key.Key, static key => new CompatibleCredential(key.Variables, Timestamps.Seconds(key.ExpiresAt), MetadataOf(key)), StringComparer.Ordinal),
        ContractsJson.Default.DictionaryStringCompatibleCredential);

    private static Task AnswerAsync(HttpContext http, GrantedKeys keys) =>
        Answer.OkAsync(http, [.. keys.Keys.Select(static key => key.Name)], ContractsJson.Default.IReadOnlyListString);

    private static Dictionary<string, string> MetadataOf(MintedEnvironment key)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["provider"] = key.Provider, ["keyName"] = key.Key };
        foreach (var (name, value) in key.Metadata) metadata.TryAdd(name, value);
        return metadata;
    }

    private static IReadOnlyList<CompatibleIdp> IdpsOf(EndpointContext context) =>
        [.. context.Host.Current.Snapshot.ClientIdps.OrderBy(static idp => idp.Name, StringComparer.Ordinal).Select(static idp => new CompatibleIdp(idp.Name, idp.IsDefault))];
}
