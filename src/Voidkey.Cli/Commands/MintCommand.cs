using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey mint</c>: prints credentials for the keys asked for, all of them or none.</summary>
internal sealed class MintCommand : Verb
{
    private readonly MintOptions _mint = new();

    public MintCommand() : base("mint", "Print short-lived credentials.") => _mint.AddTo(this);

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
        if (!_mint.Read(invocation, invocation.Parse.GetValue(_mint.Names) ?? []).TryGet(out var order, out var failure)) return failure;
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out failure)) return failure;
        if (!(await _mint.MintAsync(invocation, order, ct)).TryGet(out var minting, out failure)) return failure;
        if (!MintFormats.Write(format, minting.Keys, _mint.AllowUnsafe(invocation)).TryGet(out var text, out failure)) return failure;
        return new Printout(text, [.. minting.Notes]);
    }
}
