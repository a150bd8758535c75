using System.Globalization;
using System.Text;
using System.Text.Json;
using Voidkey.Cli.Commands;
using Voidkey.Contracts;

namespace Voidkey.Cli.Output;

/// <summary>How a server is, or a part of that.</summary>
internal static class StatusText
{
    private const string Part = "idps";

    /// <param name="what"><c>status</c>, <c>idps</c> or <c>providers</c>.</param>
    public static string Of(string what, AdminStatus status, string format, Invocation invocation) => format switch
    {
        "json" => AsJson(what, status),
        "yaml" => YamlText.OfJson(AsJson(what, status)),
        "name" => string.Concat((what == Part ? status.Idps.Select(static idp => idp.Name) : status.Providers.Select(static one => one.Name)).Select(static name => $"{Visible.Text(name)}\n")),
        _ => what switch
        {
            Part => Idps(status, invocation.Paper),
            "providers" => Providers(status, invocation.Paper),
            _ => Whole(status, invocation),
        },
    };

    private static string AsJson(string what, AdminStatus status) => JsonText.Indented(json =>
    {
        if (what == Part) JsonSerializer.Serialize(json, status.Idps, ContractsJson.Default.IReadOnlyListAdminIdp);
        else if (what == "providers") JsonSerializer.Serialize(json, status.Providers, ContractsJson.Default.IReadOnlyListAdminProvider);
        else JsonSerializer.Serialize(json, status, ContractsJson.Default.AdminStatus);
    });

    private static string Whole(AdminStatus status, Invocation invocation)
    {
        var text = new StringBuilder();
        Line("state", status.State);
        Line("version", status.Version);
        Line("started", Instants.Format(status.StartedAt));
        Line("configuration", $"{status.Configuration.Hash}, in force since {Instants.Format(status.Configuration.LoadedAt)}");
        if (status.Configuration.RefusedReloads > 0) Line("refused", $"{status.Configuration.RefusedReloads} reloads in a row: what is in the files is not in force");
        foreach (var problem in status.Configuration.LastReload?.Problems ?? []) Line("problem", problem);
        Line("operators", $"{status.Configuration.Operators} entries");
        if (status.ReplayStore is { } store) Line("replay store", store);
        text.Append('\n').Append(Idps(status, invocation.Paper)).Append('\n');
        if (status.BrokerTokens.Count > 0) text.Append(Tokens(status, invocation)).Append('\n');
        return text.Append(Providers(status, invocation.Paper)).Append('\n').Append(Sinks(status, invocation.Paper)).ToString();

        void Line(string name, string value) => text.Append(Visible.Text($"{name,-14}{value}")).Append('\n');
    }

    private static string Idps(AdminStatus status, Paper paper) => Table.Write(
    [
        ["IDP", "KEYS", "FETCHED_AT", "FAILED", "ISSUER", "FAULT"],
        .. status.Idps.Select(static idp => new[]
        {
            idp.Name, idp.Keys is { } keys ? Number(keys) : "-", idp.KeysFetchedAt is { } at ? Instants.Format(at) : "-", Number(idp.Failed), idp.Issuer, $"{(idp.Stale ? "stale: " : "")}{idp.Fault}",
        }),
    ], paper);

    private static string Tokens(AdminStatus status, Invocation invocation) => Table.Write(
    [
        ["BROKER_TOKEN_FOR", "EXPIRES", "FAILED", "FAULT"],
        .. status.BrokerTokens.Select(token => new[] { token.Audience, token.ExpiresAt is { } at ? Instants.Expiry(at, invocation.Surroundings) : "-", Number(token.Failed), token.Fault ?? "" }),
    ], invocation.Paper);

    private static string Providers(AdminStatus status, Paper paper) => Table.Write(
        [["PROVIDER", "TYPE", "KEYS", "UNDER_WAY"], .. status.Providers.Select(static one => new[] { one.Name, one.Type, Number(one.Keys), one.Most is { } most ? $"{Number(one.UnderWay)} of {Number(most)}" : Number(one.UnderWay) })], paper);

    private static string Sinks(AdminStatus status, Paper paper) => Table.Write(
        [["AUDIT_SINK", "RECORDS", "SIGNED_TO", "FAULT"], .. status.AuditSinks.Select(static sink => new[] { sink.Name, Number(sink.Sequence), sink.SignedTo > 0 ? Number(sink.SignedTo) : "-", sink.Fault ?? "" })], paper);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
