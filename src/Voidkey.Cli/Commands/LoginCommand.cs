using Voidkey.Cli.Broker;
using Voidkey.Cli.Login;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey login</c>: lets a person log in at an identity provider of the broker, and keeps the session. It prints nothing to stdout.</summary>
internal sealed class LoginCommand : Verb
{
    private readonly LoginOptions _login = new();
    private readonly ValueOption _scope = new("--scope", "S", "ask for this too, repeatable") { Repeatable = true };
    private readonly Switch _insecure = new("--insecure-storage", "keep the tokens in a file, in the clear");

    public LoginCommand() : base("login", "Log in, as a person.")
    {
        _login.AddTo(this);
        Add(_scope);
        Add(_insecure);
    }

    public override string Usage => "login [--idp NAME] [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey login", "voidkey login --idp okta --device-code"];

    /// <summary>A person has to find his password, or another device.</summary>
    public override long? OwnLimitSeconds => 1800;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("login has no --output");
        if (!_login.Read(invocation).TryGet(out var wish, out var failure)) return failure;
        if (Wrong(invocation) is { } wrong) return wrong;

        // All that can be known beforehand, so that nobody logs in in vain.
        var sessions = new SessionRegistry(invocation);
        if (!sessions.Choose(invocation.Has(_insecure)).TryGet(out var store, out failure)) return failure;
        if (await store.RefuseAsync(ct) is { } refused) return refused;

        if (!BrokerUrl.Read(invocation).TryGet(out var url, out failure) || !BrokerClient.Open(url, invocation).TryGet(out var broker, out failure)) return failure;
        using var _ = broker;
        var client = new IdpClient(invocation);
        var choice = new IdpChoice(wish.Idp, invocation.Values(_scope));
        if (!(await choice.TargetAsync(broker, client, url, ct)).TryGet(out var target, out failure)) return failure;
        if (!(await LogInAsync(invocation, client, target, wish, ct)).TryGet(out var session, out failure)) return failure;

        invocation.Messages.NeverShow(session.Bearer);
        if (session.Refresh is { } refresh) invocation.Messages.NeverShow(refresh);
        if (!(await sessions.LockAsync(session.Key, ct)).TryGet(out var held, out failure)) return failure;
        using var unlocking = held;
        return await sessions.SaveAsync(session, store, ct) is { } unkept ? unkept : new Printout("", Said(session, store, invocation.Surroundings));
    }

    private static async Task<Result<Session>> LogInAsync(Invocation invocation, IdpClient client, LoginTarget target, LoginWish wish, CancellationToken ct)
    {
        var browser = new Browser(invocation);
        if (!FlowChoice.Of(target, wish, wish.MeansBrowser || browser.IsHere).TryGet(out var flow, out var failure)) return failure;
        return flow == FlowChoice.DeviceCode
            ? await new DeviceCodeFlow(invocation, client).RunAsync(target, ct)
            : await new AuthorizationCodeFlow(invocation, client, wish.OpensNothing || !browser.IsHere ? null : browser, wish.Port).RunAsync(target, ct);
    }

    private Failure? Wrong(Invocation invocation)
    {
        if (invocation.Values(_scope).Any(static scope => scope.Length == 0 || scope.Any(static c => c is <= ' ' or > '~' or '"' or '\\'))) return invocation.Usage("--scope is a scope, without blanks");
        return invocation.NobodyToAsk is { } reason ? LoginFailure.Of("logging in takes a person", reason, "give the job a token of its own: voidkey help tokens") : null;
    }

    private static Note Said(Session session, ISessionStore store, Surroundings surroundings)
    {
        var expires = Instants.Format(session.ExpiresAt);
        var until = surroundings.ErrorsAreTerminal ? $"in {Durations.Roughly(session.ExpiresAt - surroundings.Time.GetUtcNow())}" : expires;
        var text = $"{(surroundings.ErrorsAreTerminal ? "✓" : "voidkey:")} logged in as {session.Subject} via {session.Key.Idp}; tokens kept in {store.Place}; expires {until}{(session.Refresh is null ? "" : " and is then refreshed")}";
        return new Note(text, "logged in", ("subject", session.Subject), ("idp", session.Key.Idp), ("storage", store.Name), ("expiresAt", expires), ("refreshable", session.Refresh is null ? "false" : "true"));
    }
}
