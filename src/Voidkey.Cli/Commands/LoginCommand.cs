using System.Globalization;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Login;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey login</c>: lets a person log in at an identity provider of the broker, and keeps the session. It prints nothing to stdout.</summary>
internal sealed class LoginCommand : Verb
{
    private readonly ValueOption _idp = new("--idp", "NAME", "where, if the broker has several") { Member = "idp", Variables = ["VOIDKEY_IDP"] };
    private readonly Switch _deviceCode = new("--device-code", "with a code, in a browser anywhere");
    private readonly Switch _noBrowser = new("--no-browser", "show the address, open nothing");
    private readonly ValueOption _port = new("--redirect-port", "N", "the port that the browser comes back to");
    private readonly ValueOption _scope = new("--scope", "S", "ask for this too, repeatable") { Repeatable = true };
    private readonly Switch _insecure = new("--insecure-storage", "keep the tokens in a file, in the clear");

    public LoginCommand() : base("login", "Log in, as a person.")
    {
        Add(_idp);
        Add(_deviceCode);
        Add(_noBrowser);
        Add(_port);
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
        if (!Port(invocation).TryGet(out var port, out var failure)) return failure;
        if (Wrong(invocation) is { } wrong) return wrong;

        // All that can be known beforehand, so that nobody logs in in vain.
        var sessions = new SessionRegistry(invocation);
        if (!sessions.Choose(invocation.Has(_insecure)).TryGet(out var store, out failure)) return failure;
        if (await store.RefuseAsync(ct) is { } refused) return refused;

        if (!BrokerUrl.Read(invocation).TryGet(out var url, out failure) || !BrokerClient.Open(url, invocation).TryGet(out var broker, out failure)) return failure;
        using var _ = broker;
        var client = new IdpClient(invocation);
        var choice = new IdpChoice(invocation, _idp, invocation.Values(_scope));
        if (!(await choice.TargetAsync(broker, client, url, ct)).TryGet(out var target, out failure)) return failure;
        if (!(await LogInAsync(invocation, client, target, port, ct)).TryGet(out var session, out failure)) return failure;

        invocation.Messages.NeverShow(session.Bearer);
        if (session.Refresh is { } refresh) invocation.Messages.NeverShow(refresh);
        if (!(await sessions.LockAsync(session.Key, ct)).TryGet(out var held, out failure)) return failure;
        using var unlocking = held;
        return await sessions.SaveAsync(session, store, ct) is { } unkept ? unkept : new Printout("", Said(session, store, invocation.Surroundings));
    }

    private async Task<Result<Session>> LogInAsync(Invocation invocation, IdpClient client, LoginTarget target, int port, CancellationToken ct)
    {
        var browser = new Browser(invocation);
        if (!FlowChoice.Of(target, invocation.Has(_deviceCode), invocation.Has(_noBrowser) || browser.IsHere || port != 0).TryGet(out var flow, out var failure)) return failure;
        return flow == FlowChoice.DeviceCode
            ? await new DeviceCodeFlow(invocation, client).RunAsync(target, ct)
            : await new AuthorizationCodeFlow(invocation, client, invocation.Has(_noBrowser) || !browser.IsHere ? null : browser, port).RunAsync(target, ct);
    }

    private Failure? Wrong(Invocation invocation)
    {
        if (invocation.Has(_deviceCode) && (invocation.Has(_noBrowser) || invocation.OnCommandLine(_port) is not null)) return invocation.Usage("--device-code opens nothing and listens nowhere, so --no-browser and --redirect-port are not for it");
        if (invocation.Values(_scope).Any(static scope => scope.Length == 0 || scope.Any(static c => c is <= ' ' or > '~' or '"' or '\\'))) return invocation.Usage("--scope is a scope, without blanks");
        return invocation.NobodyToAsk is { } reason ? LoginFailure.Of("logging in takes a person", reason, "give the job a token of its own: voidkey help tokens") : null;
    }

    private Result<int> Port(Invocation invocation)
    {
        if (invocation.OnCommandLine(_port) is not { } setting) return 0;
        return int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : setting.Wrong($"{setting.Origin} is a number from 1 to 65535");
    }

    private static Note Said(Session session, ISessionStore store, Surroundings surroundings)
    {
        var expires = Instants.Format(session.ExpiresAt);
        var until = surroundings.ErrorsAreTerminal ? $"in {Durations.Roughly(session.ExpiresAt - surroundings.Time.GetUtcNow())}" : expires;
        var text = $"{(surroundings.ErrorsAreTerminal ? "✓" : "voidkey:")} logged in as {session.Subject} via {session.Key.Idp}; tokens kept in {store.Place}; expires {until}{(session.Refresh is null ? "" : " and is then refreshed")}";
        return new Note(text, "logged in", ("subject", session.Subject), ("idp", session.Key.Idp), ("storage", store.Name), ("expiresAt", expires), ("refreshable", session.Refresh is null ? "false" : "true"));
    }
}
