using System.CommandLine;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary>What was asked for.</summary>
/// <param name="Seconds">The lifetime; null: the key's own.</param>
/// <param name="Renaming">What the variables are to be called.</param>
internal sealed record MintOrder(KeySelection Keys, long? Seconds, Renaming Renaming);

/// <summary>What came of it.</summary>
/// <param name="Keys">In the order asked for.</param>
/// <param name="Notes">What stderr says about them.</param>
internal sealed record Minting(IReadOnlyList<KeyCredentials> Keys, IReadOnlyList<Note> Notes);

/// <summary>The flags of the commands that mint: which keys, for how long, as whom.</summary>
internal sealed class MintOptions
{
    private readonly ValueOption _keys = new("--keys", "A,B", "keys to mint, repeatable", "-k") { Repeatable = true, Kind = ValueKind.KeyList, Variables = ["VOIDKEY_KEYS"] };
    private readonly Switch _all = new("--all", "every key granted to you");
    private readonly ValueOption _duration = new("--duration", "DUR", "lifetime: 900, 15m, 1h; the broker may lower it");
    private readonly Switch _allowUnsafe = new("--allow-unsafe-env", "let the broker set PATH, LD_PRELOAD and the like");
    private readonly ValueOption _prefix = new("--prefix", "[KEY=]P", "put P before the variables' names, repeatable") { Repeatable = true };
    private readonly ValueOption _map = new("--map", "NEW=[KEY:]OLD", "rename a variable, repeatable") { Repeatable = true };
    private readonly IdentityOptions _identity = new();

    public Argument<string[]> Names { get; } = new("KEY") { Arity = ArgumentArity.ZeroOrMore };

    public void AddTo(Verb verb)
    {
        verb.Add(Names);
        verb.Add(_keys);
        verb.Add(_all);
        verb.Add(_duration);
        _identity.AddTo(verb);
        verb.Add(_prefix);
        verb.Add(_map);
        verb.Add(_allowUnsafe);
    }

    /// <summary>Whether the token comes from stdin, which can be read once.</summary>
    public bool ReadsInput(Invocation invocation) => invocation.OnCommandLine(_identity.Bearer)?.Value == "-" || invocation.OnCommandLine(_identity.BearerFile)?.Value == "-" || invocation.InEnvironment("VOIDKEY_OIDC_TOKEN_FILE")?.Value == "-";

    public bool AllowUnsafe(Invocation invocation) => invocation.Has(_allowUnsafe);

    /// <summary>Asks nobody, so that a wrong command line is told before anything happens.</summary>
    /// <param name="names">The keys that were named without a flag.</param>
    public Result<MintOrder> Read(Invocation invocation, IReadOnlyList<string> names)
    {
        if (!KeySelection.Read(invocation, names, _keys, _all).TryGet(out var keys, out var failure)) return failure;
        var duration = invocation.OnCommandLine(_duration);
        var seconds = duration is null ? null : Durations.ParseSeconds(duration.Value);
        if (duration is not null && seconds is null) return invocation.Usage("--duration is a length of time of at least 1s, like 900, 15m or 1h");
        if (!Renaming.Read(invocation, _prefix, _map).TryGet(out var renaming, out failure)) return failure;
        return new MintOrder(keys, seconds, renaming);
    }

    public async Task<Result<Minting>> MintAsync(Invocation invocation, MintOrder order, CancellationToken ct)
    {
        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out var failure)) return failure;
        using var _ = session;
        var request = order.Keys.All ? new MintRequest(All: true, Duration: order.Seconds) : new MintRequest(order.Keys.Names, Duration: order.Seconds);
        if (!(await session.Client.MintAsync(session.Bearer, request, ct)).TryGet(out var answer, out failure)) return failure;
        if (session.RefuseUnlessFrom(answer.Idp) is { } stranger) return stranger;
        if (!MintedKeys.Of(answer, order.Keys.Names).TryGet(out var minted, out failure)) return failure;
        if (!order.Renaming.Apply(minted).TryGet(out minted, out failure)) return failure;
        return new Minting(minted, [.. new MintNotes(invocation.Surroundings).Of(answer, minted, order.Seconds)]);
    }
}
