using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey admin</c>: what operators may ask a server. One question a run, but for long lists.</summary>
internal sealed class AdminCommand : Verb
{
    private const int MostLast = 1000;
    private const int DefaultLast = 100;

    private static readonly string[] Actions = ["status", "idps", "providers", "reload", "audit", "who-can", "inventory"];

    private readonly Argument<string[]> _words = new("ACTION") { Arity = ArgumentArity.ZeroOrMore };
    private readonly IdentityOptions _identity = new();
    private readonly Switch _follow = new("--follow", "audit: go on with what comes, until Ctrl-C");
    private readonly ValueOption _last = new("--last", "N", "audit: begin with the last N records, default 100", "-n");

    public AdminCommand() : base("admin", "Ask a broker what only its operators may.")
    {
        Add(_words);
        Add(_follow);
        Add(_last);
        _identity.AddTo(this);
    }

    public override string Usage => "admin status|idps|providers|reload|audit|who-can KEY|inventory";
    public override IReadOnlyList<string> Examples => ["voidkey admin status", "voidkey admin who-can AWS_PROD", "voidkey admin audit --follow"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForLists;

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands.Count == 0 ? Actions : [];

    public override ValueKind KindAfter(IReadOnlyList<string> operands) => operands is ["who-can"] ? ValueKind.AnyKey : ValueKind.None;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        var words = invocation.Parse.GetValue(_words) ?? [];
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (Fault(invocation, words, format) is { } wrong) return wrong;
        if (!Last(invocation).TryGet(out var last, out failure)) return failure;

        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out failure)) return failure;
        if (words is ["audit"] && invocation.Has(_follow)) return await FollowAsync(invocation, session, format, last, ct);
        using var _ = session;
        return words[0] switch
        {
            "reload" => (await session.Client.ReloadAsync(session.Bearer, ct)).TryGet(out var outcome, out failure) ? Reloaded(outcome, format) : failure,
            "audit" => (await session.Client.ReadAuditAsync(session.Bearer, last, ct)).TryGet(out var lines, out failure) ? new Printout(string.Concat(lines.Select(line => RecordText.Of(line, format)))) : failure,
            "who-can" => await HoldersAsync(session, words[1], format, invocation.Paper, ct),
            "inventory" => await HoldersAsync(session, null, format, invocation.Paper, ct),
            _ => (await session.Client.AdminStatusAsync(session.Bearer, ct)).TryGet(out var status, out failure) ? new Printout(StatusText.Of(words[0], status, format, invocation)) : failure,
        };
    }

    private Failure? Fault(Invocation invocation, string[] words, string format)
    {
        if (words is not (["who-can", _] or [("status" or "idps" or "providers" or "reload" or "audit" or "inventory")]))
            return invocation.Usage(words is ["who-can", ..] ? "admin who-can takes one KEY" : $"admin takes one of {string.Join(", ", Actions)}{(words is [var typed, ..] ? Suggestion.For(typed, Actions) : "")}");
        if (words is not ["audit"] && (invocation.Has(_follow) || invocation.OnCommandLine(_last) is not null)) return invocation.Usage("--follow and --last are of admin audit");
        return format == "name" && words[0] is ("status" or "reload" or "audit") ? invocation.Usage($"admin {words[0]} has no names to print") : null;
    }

    private Result<string> Last(Invocation invocation)
    {
        if (invocation.OnCommandLine(_last) is not { } setting) return DefaultLast.ToString(CultureInfo.InvariantCulture);
        return int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last <= MostLast ? setting.Value : setting.Wrong($"--last is a number from 0 to {MostLast}");
    }

    private static async Task<Result<Printout>> FollowAsync(Invocation invocation, BrokerSession session, string format, string last, CancellationToken ct)
    {
        if ((await session.Client.FollowAuditAsync(session.Bearer, last, ct)).TryGet(out var feed, out var failure))
            return new Printout("", new Note("voidkey: following until Ctrl-C", "following")) { Then = stop => PrintAsync(invocation, session, feed, format, stop) };
        session.Dispose();
        return failure;
    }

    private static async Task<Result<ExitCode>> PrintAsync(Invocation invocation, BrokerSession session, Broker.AuditFeed feed, string format, CancellationToken ct)
    {
        using var _ = session;
        using var __ = feed;
        while (true)
        {
            if (!(await feed.NextAsync(ct)).TryGet(out var line, out var failure)) return failure;
            if (CommandLine.Print(RecordText.Of(line, format), invocation.Surroundings.WriteOutput, invocation.Messages) is var printed and not ExitCode.Ok) return printed;
        }
    }

    private static Printout Reloaded(AdminReload outcome, string format) => new(
        format switch
        {
            "json" => JsonText.Indented(json => JsonSerializer.Serialize(json, outcome, ContractsJson.Default.AdminReload)),
            "yaml" => YamlText.OfJson(JsonText.Indented(json => JsonSerializer.Serialize(json, outcome, ContractsJson.Default.AdminReload))),
            _ => Visible.Text($"loaded {outcome.Configuration}, before it was {outcome.Previous}; what changed: {outcome.Changes}") + "\n",
        },
        [.. outcome.Warnings.Select(static warning => new Note($"voidkey: {warning}", "warning of the configuration", ("warning", warning)))]);

    private static async Task<Result<Printout>> HoldersAsync(BrokerSession session, string? key, string format, Paper paper, CancellationToken ct)
    {
        WhoCan? all = null;
        for (int? from = 0; from is { } start;)
        {
            if (!(await session.Client.WhoCanAsync(session.Bearer, key, start, ct)).TryGet(out var part, out var failure)) return failure;
            if (all is not null && all.Configuration != part.Configuration) return new Failure(ExitCode.General, FailureCodes.InvalidAnswer, "the broker's configuration changed meanwhile", "the list would be of two of them", "run the command again");
            if (part.Next is { } next && next <= start) return Failure.InvalidAnswer("the list of the broker does not go on");
            all = part with { Holders = [.. all?.Holders ?? [], .. part.Holders], Next = null };
            from = part.Next;
        }

        return all!.Holders.Count == 0
            ? new Failure(ExitCode.General, FailureCodes.NoHolder, key is null ? "no identity has any key" : $"no identity has key {key}", Hint: "voidkey admin inventory lists all keys")
            : new Printout(HolderText.Of(all, key is null, format, paper));
    }
}
