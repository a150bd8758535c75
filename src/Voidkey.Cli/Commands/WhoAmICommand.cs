using System.Text.Json;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey whoami</c>: who the caller is to the broker.</summary>
internal sealed class WhoAmICommand : Verb
{
    private readonly IdentityOptions _identity = new();

    public WhoAmICommand() : base("whoami", "Say who you are to the broker.") => _identity.AddTo(this);

    public override string Usage => "whoami [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey whoami", "voidkey whoami -o json"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForAnswers;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out failure)) return failure;
        using var _ = session;
        if (!(await session.Client.WhoAmIAsync(session.Bearer, ct)).TryGet(out var caller, out failure)) return failure;
        if (session.RefuseUnlessFrom(caller.Idp) is { } stranger) return stranger;
        if (caller.Audience.Concat(caller.Identities).Any(text => text is null)) return Failure.InvalidAnswer("the answer has gaps");

        return new Printout(format == "json" ? JsonText.Indented(json => JsonSerializer.Serialize(json, caller, ContractsJson.Default.WhoAmI)) : AsText(caller, invocation.Surroundings));
    }

    private static string AsText(WhoAmI caller, Surroundings surroundings) => string.Concat(
        Line("subject", caller.Subject),
        Line("idp", caller.Idp),
        Line("issuer", caller.Issuer),
        Line("audience", string.Join(", ", caller.Audience)),
        Line("expires", Instants.Expiry(caller.ExpiresAt, surroundings)),
        Line("identities", caller.Identities.Count == 0 ? "none: you may mint nothing" : string.Join(", ", caller.Identities)));

    private static string Line(string name, string value) => $"{name,-11} {Visible.Text(value)}\n";
}
