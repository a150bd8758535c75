using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;
using Voidkey.Cli.Serving;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey serve</c>: hands out credentials at a port of this machine, in the protocols of the clouds' own programs, and mints them again before they expire.</summary>
internal sealed class ServeCommand : Verb
{
    private readonly MintOptions _mint = new();
    private readonly RefreshOptions _refresh = new();
    private readonly Switch _aws = new("--aws", "as the AWS container credential provider");
    private readonly Switch _azure = new("--azure", "as the managed identity of Azure App Service");

    public ServeCommand() : base("serve", "Serve credentials that refresh to programs here.")
    {
        Aliases.Add("agent");
        _mint.AddTo(this);
        Add(_aws);
        Add(_azure);
        Add(_refresh.Gce);
        Add(_refresh.MinTtl);
    }

    public override string Usage => "serve KEY… --aws|--azure|--gce [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey serve AWS_DEPLOY --aws          prints what programs must see"];
    public override IReadOnlyList<string> Formats => ["env", "fish", "powershell", "nushell", "cmd", "dotenv", "json-flat"];

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!_mint.Read(invocation, invocation.Parse.GetValue(_mint.Names) ?? []).TryGet(out var order, out failure)) return failure;
        ICredentialEndpoint[] endpoints = [.. Chosen(invocation)];
        if (endpoints.Length == 0) return invocation.Usage("say what to serve: --aws, --azure, --gce");
        if (!(await _refresh.OpenAsync(invocation, _mint, order, endpoints, needsAll: true, ct)).TryGet(out var opened, out failure)) return failure;

        var variables = new KeyCredentials("serve", "", default, opened.Server.Variables.ToDictionary());
        if (!MintFormats.Write(format, [variables], allowUnsafe: false, profile: null).TryGet(out var text, out failure)) return failure;
        return new Printout(text.Output, [.. opened.Minting.Notes, new Note("voidkey: serving until Ctrl-C", "serving")]) { Then = stop => ServeAsync(opened.Server, stop) };
    }

    private static async Task<Result<ExitCode>> ServeAsync(CredentialServer server, CancellationToken ct)
    {
        using var _ = server;
        await server.ServeAsync(ct);
        ct.ThrowIfCancellationRequested();
        return ExitCode.Ok;
    }

    private IEnumerable<ICredentialEndpoint> Chosen(Invocation invocation)
    {
        if (invocation.Has(_aws)) yield return new AwsEndpoint();
        if (invocation.Has(_azure)) yield return new AzureEndpoint();
        if (invocation.Has(_refresh.Gce)) yield return new GceEndpoint(invocation.Surroundings.Time);
    }
}
