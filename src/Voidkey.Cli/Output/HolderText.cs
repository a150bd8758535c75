using System.Text.Json;
using Voidkey.Cli.Commands;
using Voidkey.Contracts;

namespace Voidkey.Cli.Output;

/// <summary>Who may mint what, without what only programs need.</summary>
internal static class HolderText
{
    /// <param name="isInventory">Whether it is of all keys, so that each row names its own.</param>
    public static string Of(WhoCan answer, bool isInventory, string format, Paper paper) => format switch
    {
        "json" => AsJson(answer),
        "yaml" => YamlText.OfJson(AsJson(answer)),
        "name" => string.Concat((isInventory ? answer.Holders.Select(static holder => holder.Key) : answer.Holders.Select(static holder => holder.Name ?? holder.Identity)).Distinct().Select(static name => $"{Visible.Text(name)}\n")),
        _ => Table.Write(
        [
            [.. isInventory ? new[] { "KEY" } : [], "IDENTITY", "IDP", "PROVIDER", "MAX_DURATION", "WHO"],
            .. answer.Holders.Select(holder => (string[])[.. isInventory ? new[] { holder.Key } : [], holder.Name ?? holder.Identity, holder.Idp, holder.Provider, holder.MaxDuration > 0 ? Durations.Format(holder.MaxDuration) : "", Whom(holder)]),
        ], paper),
    };

    private static string AsJson(WhoCan answer) => JsonText.Indented(json => JsonSerializer.Serialize(json, answer, ContractsJson.Default.WhoCan));

    private static string Whom(WhoCanHolder holder)
    {
        var ways = string.Join(" or ", holder.Alternatives.Select(static alternative => string.Join(" and ", alternative.Select(static condition => $"{condition.Claim} = {condition.Wanted}"))));
        return $"{ways}{(holder.More ? " …" : "")}{(holder.Ambiguous ? "  (defined otherwise elsewhere)" : "")}";
    }
}
