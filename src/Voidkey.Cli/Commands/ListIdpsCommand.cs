using System.Text.Json;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey list-idps</c>: whose tokens the broker accepts. Needs no token.</summary>
internal sealed class ListIdpsCommand : Verb
{
    public ListIdpsCommand() : base("list-idps", "List the identity providers the broker trusts.") => Aliases.Add("idps");

    public override string Usage => "list-idps [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey list-idps", "voidkey idps -o json"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForLists;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out failure)) return failure;
        if (!BrokerClient.Open(url, invocation).TryGet(out var client, out failure)) return failure;
        using var _ = client;
        if (!(await client.ListIdpsAsync(ct)).TryGet(out var list, out failure)) return failure;
        if (list.Providers.Any(p => p is null)) return Failure.InvalidAnswer("the list of identity providers has gaps");

        return new Printout(format switch
        {
            "json" => JsonText.Indented(json => JsonSerializer.Serialize(json, list, ContractsJson.Default.IdpList)),
            "yaml" => YamlText.OfJson(JsonText.Indented(json => JsonSerializer.Serialize(json, list, ContractsJson.Default.IdpList))),
            "name" => string.Concat(list.Providers.Select(p => $"{Visible.Text(p.Name)}\n")),
            _ => Table.Write([["NAME", "DEFAULT"], ["----", "-------"], .. list.Providers.Select(p => new[] { p.Name, p.IsDefault ? "✓" : "" })], invocation.Paper),
        });
    }
}
