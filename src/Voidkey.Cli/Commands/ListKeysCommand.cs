using System.Globalization;
using System.Text.Json;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey list-keys</c>: what the caller may mint.</summary>
internal sealed class ListKeysCommand : Verb
{
    private readonly IdentityOptions _identity = new();

    public ListKeysCommand() : base("list-keys", "List the keys you may mint.")
    {
        Aliases.Add("keys");
        _identity.AddTo(this);
    }

    public override string Usage => "list-keys [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey list-keys", "voidkey keys -o name | fzf"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForLists;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out failure)) return failure;
        using var _ = session;
        if (!(await session.Client.ListKeysAsync(session.Bearer, ct)).TryGet(out var list, out failure)) return failure;
        if (session.RefuseUnlessFrom(list.Idp) is { } stranger) return stranger;

        return format switch
        {
            "json" => new Printout(JsonText.Indented(json => JsonSerializer.Serialize(json, list, ContractsJson.Default.KeyList))),
            "yaml" => new Printout(YamlText.OfJson(JsonText.Indented(json => JsonSerializer.Serialize(json, list, ContractsJson.Default.KeyList)))),
            "name" => new Printout(string.Concat(list.Keys.Select(k => $"{Visible.Text(k.Name)}\n"))),
            _ => AsTable(list, invocation.Surroundings.OutputIsTerminal, invocation.Paper),
        };
    }

    /// <summary>The first line is for people: piped, it would be a row that is none.</summary>
    private static Printout AsTable(KeyList list, bool forPeople, Paper paper)
    {
        var header = $"Available keys for subject: {list.Subject}";
        var table = Table.Write(
        [
            ["NAME", "PROVIDER", "MAX_DURATION", "DESCRIPTION"],
            .. list.Keys.Select(k => new[] { k.Name, k.Provider, Duration(k.MaxDuration), k.Description ?? "" }),
        ], paper);
        return forPeople ? new Printout($"{Visible.Text(header)}\n\n{table}") : new Printout(table, new Note(header, "available keys", ("subject", list.Subject)));
    }

    private static string Duration(long seconds) => seconds > 0 ? Durations.Format(seconds) : seconds.ToString(CultureInfo.InvariantCulture);
}
