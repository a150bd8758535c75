using System.CommandLine;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey config</c>: looks at configuration files, changes the user's, and trusts a project's.</summary>
internal sealed class ConfigCommand : Verb
{
    private readonly Argument<string[]> _words = new("ACTION") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Switch _origin = new("--origin", "show: say where each value comes from");
    private readonly Switch _revoke = new("--revoke", "trust: take it back");

    public ConfigCommand() : base("config", "Look at, change and trust configuration files.")
    {
        Add(_words);
        Add(_origin);
        Add(_revoke);
    }

    public override string Usage => "config ACTION [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "voidkey config show --origin       what holds here, and where it stands",
        "voidkey config get broker_url      one value",
        "voidkey config list                the environments for --env",
        "voidkey config path                where your file is",
        "voidkey config validate [PATH]     everything wrong, with line and column",
        "voidkey config schema              its JSON Schema, for editors",
        "voidkey config init                begin a file of your own",
        "voidkey config set idp okta        and: config unset idp",
        "voidkey config use prod            the environment without --env",
        "voidkey config edit                with your editor, checked before it counts",
        "voidkey config trust               let the .voidkey.yaml here choose a broker",
    ];

    /// <summary>A broken file must not keep anybody from looking for what is wrong with it. What needs the files reads them itself.</summary>
    public override bool UsesConfig => false;

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands switch
    {
        [] => ["show", "get", "list", "path", "validate", "schema", "init", "set", "unset", "edit", "use", "trust"],
        ["get" or "set" or "unset"] => [.. ConfigFileReader.SettingNames],
        ["set", var name] => SettingCheck.ChoicesOf(name),
        _ => [],
    };

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("config has no --output");
        var words = invocation.Parse.GetValue(_words) ?? [];
        if (invocation.Has(_origin) && words is not ["show"]) return invocation.Usage("--origin belongs to config show");
        if (invocation.Has(_revoke) && words is not ["trust"]) return invocation.Usage("--revoke belongs to config trust");

        return words switch
        {
            ["show"] => await ReportAsync(invocation, report => report.Show(invocation.Has(_origin)), ct),
            ["get", var name] => await ReportAsync(invocation, report => report.Get(name), ct),
            ["list"] => await ReportAsync(invocation, report => new Printout(report.Environments()), ct),
            ["path"] => new ConfigPaths(invocation).User is { } path ? new Printout($"{Visible.Text(path)}\n") : ConfigEdit.Homeless(),
            ["validate"] => await new ConfigValidation(invocation).RunAsync(null, ct),
            ["validate", var path] => await new ConfigValidation(invocation).RunAsync(path, ct),
            ["trust"] => await new ConfigTrust(invocation).RunAsync(invocation.Has(_revoke), ct),
            ["schema"] => new Printout(ConfigSchema.Text()),
            ["init"] => new ConfigEdit(invocation).Init(),
            ["set", var name, var value] => await new ConfigEdit(invocation).SetAsync(name, value, ct),
            ["unset", var name] => await new ConfigEdit(invocation).UnsetAsync(name, ct),
            ["edit"] => await new ConfigEditor(invocation).RunAsync(ct),
            ["use", var name] => await UseAsync(invocation, name, ct),
            ["set-token", ..] => new Failure(ExitCode.Usage, FailureCodes.Usage, "a token does not go into a configuration file: it ends soon, and files are copied", Hint: "use VOIDKEY_OIDC_TOKEN_FILE, or token_sources: voidkey help tokens"),
            _ => invocation.Usage("config takes one of show, get NAME, list, path, validate [PATH], schema, init, set NAME VALUE, unset NAME, edit, use ENV, trust"),
        };
    }

    public override ValueKind KindAfter(IReadOnlyList<string> operands) => operands is ["use"] ? ValueKind.Environment : ValueKind.None;

    private static async Task<Result<Printout>> UseAsync(Invocation invocation, string name, CancellationToken ct)
    {
        // Whatever was used so far need not be there any more. One that a project alone knows would be missing everywhere else.
        if (!(await new ConfigLoader(invocation).ReadAllAsync(ct)).TryGet(out var config, out var failure)) return failure;
        var project = new ConfigPaths(invocation).Project;
        var names = config.Files.Where(file => file.Path != project).SelectMany(file => file.Environments.Keys).ToList();
        return names.Contains(name)
            ? await new ConfigEdit(invocation).SetAsync("environment", name, ct)
            : invocation.Usage($"there is no environment {Typed.Shown(name)} in your file or the machine's{Suggestion.For(name, names)}");
    }

    private static async Task<Result<Printout>> ReportAsync(Invocation invocation, Func<ConfigReport, Result<Printout>> of, CancellationToken ct)
    {
        if (!(await new ConfigLoader(invocation).LoadAsync(ct)).TryGet(out var config, out var failure)) return failure;
        invocation.Config = config;
        return of(new ConfigReport(invocation));
    }
}
