using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey status</c>: who is logged in where. Asks nobody and opens no keyring.</summary>
internal sealed class StatusCommand() : Verb("status", "List who is logged in where.")
{
    public override string Usage => "status [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey status", "voidkey status -o json"];
    public override IReadOnlyList<string> Formats => ["table", "json", "yaml"];

    public override Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => Task.FromResult(Run(invocation));

    private Result<Printout> Run(Invocation invocation)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!new SessionRegistry(invocation).All().TryGet(out var records, out failure)) return failure;
        return new Printout(format switch
        {
            "json" => SessionList.AsJson(records),
            "yaml" => SessionList.AsYaml(records),
            _ => SessionList.AsTable(records, invocation.Surroundings, invocation.Paper),
        });
    }
}
