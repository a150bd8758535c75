using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Login;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Tokens;

/// <summary>A person who has logged in to this broker. The token is refreshed before it expires, by one process at a time.</summary>
internal sealed class LoginSource(Invocation invocation, IdentityOptions options) : ITokenSource
{
    private readonly SessionRegistry _sessions = new(invocation);
    private Result<IReadOnlyList<SessionRecord>>? _found;

    public string Name => "login";

    public string Sign => "nobody has logged in to this broker";

    /// <remarks>Something that cannot be looked at is a session for all we know.</remarks>
    public bool IsHere => !Found.TryGet(out var records, out _) || records.Count > 0;

    // The sessions of this broker; of the identity provider that is insisted on, where one is.
    private Result<IReadOnlyList<SessionRecord>> Found => _found ??= Find();

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (!Found.TryGet(out var records, out var failure)) return failure;
        if (records.Count == 0) return Failure.NoToken(Sign, hint: "voidkey login");
        if (records.Count > 1) return Failure.NoToken("you have several sessions with this broker", string.Join(", ", records.Select(static record => record.Key.Idp)), "say which one with --idp NAME (VOIDKEY_IDP), or always with login.idp in your configuration file");

        var record = records[0];
        if (!(await _sessions.ReadAsync(record, ct)).TryGet(out var session, out failure)) return failure;
        if (Now >= session.RefreshAt && !(await RefreshAsync(record, session, ct)).TryGet(out session, out failure)) return failure;
        invocation.Messages.Debug($"session: {session.Subject} via {record.Key.Idp}, kept in the {record.Storage}");
        return audience.Insist(session.Bearer, "leave --audience out: a login has the audience that its identity provider gives it");
    }

    private DateTimeOffset Now => invocation.Surroundings.Time.GetUtcNow();

    private Result<IReadOnlyList<SessionRecord>> Find()
    {
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out var failure) || !_sessions.All().TryGet(out var records, out failure)) return failure;
        var idp = invocation.Find(options.Idp);
        var possible = records.Where(record => record.Key.Broker == url.ToString() && (idp is null || record.Key.Idp == idp.Value)).ToArray();

        // Of several, the one where files say that people log in.
        var usual = invocation.Config.IdpOfLogins;
        return possible.Length > 1 && possible.FirstOrDefault(record => record.Key.Idp == usual?.Value) is { } chosen ? [chosen] : possible;
    }

    private async Task<Result<Session>> RefreshAsync(SessionRecord record, Session session, CancellationToken ct)
    {
        if (session.Refresh is null) return IsAlive(session) ? session : Ended(session, "it cannot be refreshed");
        if (!(await _sessions.LockAsync(record.Key, ct)).TryGet(out var held, out var failure)) return failure;
        using var unlocking = held;

        // Whoever held the lock before us has probably refreshed it. A refresh token that is spent twice ends the session at many issuers.
        if (!(await _sessions.ReadAsync(record, ct)).TryGet(out session!, out failure)) return failure;
        if (Now < session.RefreshAt) return session;
        if (session.Refresh is null) return IsAlive(session) ? session : Ended(session, "it cannot be refreshed");

        invocation.Messages.NeverShow(session.Refresh);
        if (!(await AskAsync(session, ct)).TryGet(out var next, out failure))
        {
            if (!IsAlive(session)) return failure;
            invocation.Messages.Debug($"session: not refreshed ({failure.Message}); the old token is good until it expires");
            return session;
        }

        if (await _sessions.UpdateAsync(next, record, ct) is { } unkept) invocation.Messages.Warn($"the refreshed session could not be kept, so you may have to log in again soon: {unkept.Message}");
        return next;
    }

    private async Task<Result<Session>> AskAsync(Session session, CancellationToken ct)
    {
        var client = new IdpClient(invocation);
        KeyValuePair<string, string>[] form = [new("grant_type", "refresh_token"), new("refresh_token", session.Refresh!.Reveal()), new("client_id", session.ClientId)];
        if (!(await client.PostAsync(session.TokenEndpoint, form, ct)).TryGet(out var answer, out var failure)) return failure;
        if (!answer.IsOk) return Ended(session, $"its issuer says {LoginFailure.ErrorOf(answer.Json) ?? "no"}");
        return TokenGrant.Read(answer.Json).TryGet(out var grant, out failure) ? LoggedIn.Next(session, grant, Now) : failure;
    }

    private bool IsAlive(Session session) => Now < session.ExpiresAt;

    private static Failure Ended(Session session, string reason) =>
        Failure.NoToken($"your session with {session.Key.Idp} has ended", reason, SessionRegistry.HowToRenew(session.Key));
}
