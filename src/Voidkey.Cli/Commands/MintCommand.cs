using System.CommandLine;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey mint</c>: prints credentials for the keys asked for, all of them or none.</summary>
internal sealed class MintCommand : Verb
{
    private readonly Argument<string[]> _names = new("KEY") { Arity = ArgumentArity.ZeroOrMore };
    private readonly ValueOption _keys = new("--keys", "A,B", "keys to mint, repeatable", "-k") { Repeatable = true, Variables = ["VOIDKEY_KEYS"] };
    private readonly Switch _all = new("--all", "every key granted to you");
    private readonly ValueOption _duration = new("--duration", "DUR", "lifetime: 900, 15m, 1h; the broker may lower it");
    private readonly Switch _allowUnsafe = new("--allow-unsafe-env", "let the broker set PATH, LD_PRELOAD and the like");
    private readonly IdentityOptions _identity = new();

    public MintCommand() : base("mint", "Print short-lived credentials.")
    {
        Add(_names);
        Add(_keys);
        Add(_all);
        Add(_duration);
        _identity.AddTo(this);
        Add(_allowUnsafe);
    }

    public override string Usage => "mint [KEY…] [-k A,B] [--all] [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "eval \"$(voidkey mint AWS_DEPLOY)\"",
        "voidkey mint -k AWS_DEPLOY,DOCKER --duration 15m -o dotenv > .env",
        "get-token | voidkey mint --all --token - -o json",
    ];

    public override IReadOnlyList<string> Formats => MintFormats.Names;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        var names = invocation.Parse.GetValue(_names) ?? [];
        if (!KeySelection.Read(invocation, names, _keys, _all).TryGet(out var keys, out var failure)) return failure;
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out failure)) return failure;

        var duration = invocation.OnCommandLine(_duration);
        var seconds = duration is null ? null : Durations.ParseSeconds(duration.Value);
        if (duration is not null && seconds is null) return invocation.Usage("--duration is a length of time of at least 1s, like 900, 15m or 1h");

        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out failure)) return failure;
        using var _ = session;
        var request = keys.All ? new MintRequest(All: true, Duration: seconds) : new MintRequest(keys.Names, Duration: seconds);
        if (!(await session.Client.MintAsync(session.Bearer, request, ct)).TryGet(out var answer, out failure)) return failure;

        if (session.RefuseUnlessFrom(answer.Idp) is { } stranger) return stranger;
        if (!MintedKeys.Of(answer, keys.Names).TryGet(out var minted, out failure)) return failure;
        if (!MintFormats.Write(format, minted, invocation.Has(_allowUnsafe)).TryGet(out var text, out failure)) return failure;
        return new Printout(text, [.. new MintNotes(invocation.Surroundings).Of(answer, minted, seconds)]);
    }
}
