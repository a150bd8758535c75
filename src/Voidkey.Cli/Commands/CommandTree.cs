using System.CommandLine;

namespace Voidkey.Cli.Commands;

/// <summary>The whole grammar.</summary>
internal sealed class CommandTree
{
    /// <summary>A plain command, not a <c>RootCommand</c>: that one brings help, version and directives of its own.</summary>
    public Command Root { get; } = new("voidkey", "Trade your workload's identity for short-lived credentials.");

    public GlobalOptions Globals { get; } = new();

    public Switch Version { get; } = new("--version", "print the version");

    public IReadOnlyList<Verb> Verbs { get; }

    public CommandTree()
    {
        Verbs = [new ExecCommand(), new MintCommand(), new HelperCommand(), new ServeCommand(), new SetupCommand(), new ListKeysCommand(), new ListIdpsCommand(), new ExplainCommand(), new WhoAmICommand(), new TokenCommand(), new ValidateCommand(), new LoginCommand(), new LogoutCommand(), new StatusCommand(), new ConfigCommand(), new CacheCommand(), new DoctorCommand(), new AdminCommand(), new CompletionCommand(), new VersionCommand(), new HelpCommand(this)];
        foreach (var verb in Verbs) Root.Add(verb);
        Root.Add(Globals.BrokerUrl);
        Root.Add(Globals.Config);
        Root.Add(Globals.Environment);
        Root.Add(Globals.Timeout);
        Root.Add(Globals.Retries);
        Root.Add(Globals.CaCert);
        Root.Add(Globals.ClientCert);
        Root.Add(Globals.ClientKey);
        Root.Add(Globals.InsecureHttp);
        Root.Add(Globals.Format);
        Root.Add(Globals.Quiet);
        Root.Add(Globals.Verbose);
        Root.Add(Globals.Debug);
        Root.Add(Globals.LogFormat);
        Root.Add(Globals.Color);
        Root.Add(Globals.NoColor);
        Root.Add(Globals.NoInput);
        Root.Add(Globals.Help);
        Root.Add(Version);
    }

    /// <summary>No <c>@file</c> arguments (a key may be called so, and a file's content must not become flags), no bundles like <c>-qk</c>.</summary>
    public ParseResult Parse(IReadOnlyList<string> args) =>
        Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    public Verb? Find(string name) => Verbs.FirstOrDefault(v => v.Name == name || v.Aliases.Contains(name));

    public IEnumerable<string> VerbNames => Verbs.SelectMany(v => v.Aliases.Prepend(v.Name));
}
