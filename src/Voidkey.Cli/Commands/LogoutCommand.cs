using Voidkey.Cli.Broker;
using Voidkey.Cli.Login;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey logout</c>: gives the tokens back where the issuer takes them (RFC 7009), and removes them here whatever comes of that.</summary>
internal sealed class LogoutCommand : Verb
{
    private readonly ValueOption _idp = new("--idp", "NAME", "of this identity provider only");
    private readonly Switch _all = new("--all", "every session, of every broker");

    public LogoutCommand() : base("logout", "End a session, here and at its issuer.")
    {
        Add(_idp);
        Add(_all);
    }

    public override string Usage => "logout [--idp NAME|--all]";
    public override IReadOnlyList<string> Examples => ["voidkey logout", "voidkey logout --all"];

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("logout has no --output");
        var idp = invocation.OnCommandLine(_idp);
        if (idp is not null && invocation.Has(_all)) return invocation.Usage("--idp and --all exclude each other");
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out var failure)) return failure;

        var sessions = new SessionRegistry(invocation);
        if (!sessions.All().TryGet(out var records, out failure)) return failure;
        var ended = records.Where(record => invocation.Has(_all) || (record.Key.Broker == url.ToString() && (idp is null || record.Key.Idp == idp.Value))).ToList();
        if (ended.Count == 0) return new Printout("", new Note("voidkey: nobody was logged in", "nobody was logged in"));

        var notes = new List<Note>();
        foreach (var record in ended)
        {
            if (!(await EndAsync(sessions, record, invocation, ct)).TryGet(out var note, out var left)) failure ??= left;
            else notes.Add(note);
        }

        return failure is null ? new Printout("", [.. notes]) : failure;
    }

    private static async Task<Result<Note>> EndAsync(SessionRegistry sessions, SessionRecord record, Invocation invocation, CancellationToken ct)
    {
        if (!(await sessions.LockAsync(record.Key, ct)).TryGet(out var held, out var failure)) return failure;
        using var unlocking = held;

        // Removed first: an issuer that never answers must not keep anybody logged in here.
        var read = await sessions.ReadAsync(record, ct);
        if (await sessions.RemoveAsync(record, ct) is { } left) return left;
        var outcome = read.TryGet(out var session, out _) ? await GiveBackAsync(session, invocation, ct) : "what was kept could not be read, so the issuer was not told";
        return new Note($"voidkey: logged out of {record.Key.Idp} at {record.Key.Broker}; {outcome}", "logged out", ("idp", record.Key.Idp), ("broker", record.Key.Broker), ("issuer", outcome));
    }

    private static async Task<string> GiveBackAsync(Session session, Invocation invocation, CancellationToken ct)
    {
        if (session.RevocationEndpoint is not { } endpoint) return "its issuer takes no tokens back, so they end by themselves";
        if (session.Refresh is not { } refresh) return "there was nothing to give back; the token ends by itself";

        invocation.Messages.NeverShow(refresh);
        var client = new IdpClient(invocation);
        var isTold = await client.TellAsync(endpoint, [new("token", refresh.Reveal()), new("token_type_hint", "refresh_token"), new("client_id", session.ClientId)], ct);
        return isTold ? "its refresh token was given back" : "its issuer did not take the refresh token back, so that lives until it ends by itself";
    }
}
