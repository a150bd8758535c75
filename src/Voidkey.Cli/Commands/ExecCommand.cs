using System.CommandLine.Parsing;
using System.Text;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Execution;
using Voidkey.Cli.Output;
using Voidkey.Cli.Serving;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey exec</c>: runs a command with credentials in its environment, and nowhere else.</summary>
internal sealed class ExecCommand : Verb
{
    private readonly MintOptions _mint = new();
    private readonly ValueOption _command = new("--command", "STR", "run it through $SHELL -c", "-c");
    private readonly Switch _cleanEnv = new("--clean-env", "nothing else but PATH HOME LANG TERM USER");
    private readonly Switch _keepEnv = new("--keep-env", "do not unset AWS_PROFILE and the like");
    private readonly Switch _refreshed = new("--refresh", "no credentials in it, but a port that has fresh ones");
    private readonly RefreshOptions _refresh = new();

    private readonly Switch _mask = new("--mask", "take the values out of what it prints");

    public ExecCommand() : base("exec", "Run a command with short-lived credentials.")
    {
        Aliases.Add("run");
        _mint.AddTo(this);
        Add(_command);
        Add(_cleanEnv);
        Add(_keepEnv);
        Add(_mask);
        Add(_refreshed);
        Add(_refresh.Gce);
    }

    public override string Usage => "exec [KEY…] [-k A,B] [--all] [flags] [-- CMD [ARG…]]";

    public override IReadOnlyList<string> Examples =>
    [
        "voidkey exec AWS_DEPLOY -- aws s3 ls",
        "voidkey run -k AWS_DEPLOY,DOCKER --clean-env -- make release",
        "voidkey exec AWS_DEPLOY -c 'aws s3 ls | wc -l'",
    ];

    public override ValueKind KindAfter(IReadOnlyList<string> operands) => ValueKind.Key;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!ReadInheritance(invocation).TryGet(out var inheritance, out var failure)) return failure;
        if (invocation.Has(_refresh.Gce) && !invocation.Has(_refreshed)) return invocation.Usage("--gce belongs to --refresh");
        var (names, command) = Words(invocation);
        if (invocation.Has(_mask) && invocation.Has(_refreshed)) return invocation.Usage("--mask and --refresh exclude each other: with --refresh no value is in the command's environment");
        if (invocation.Has(_mask) && IsSubshell(invocation, command)) return invocation.Usage("--mask is for a command: a shell that talks to a person needs the terminal");
        if (!_mint.Read(invocation, names).TryGet(out var order, out failure)) return failure;
        if (!Command(invocation, command).TryGet(out var arguments, out failure)) return failure;

        // Before the broker is asked: a typing error must not cost a credential.
        var extensions = OperatingSystem.IsWindows() ? invocation.Surroundings.Variable("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD" : null;
        if (!ProgramLookup.Find(arguments[0], invocation.Surroundings.Variable("PATH"), extensions, invocation.Surroundings.Process.Look).TryGet(out var path, out failure)) return failure;

        if (invocation.InEnvironment(ChildEnvironment.Marker) is { } active) invocation.Messages.Warn($"this shell already has credentials of voidkey: {active.Value}");
        if (invocation.Has(_refreshed)) return await RefreshAsync(invocation, order, path, arguments, inheritance, ct);
        if (!(await _mint.MintAsync(invocation, order, ct)).TryGet(out var minting, out failure)) return failure;
        if (!Variables.Of(minting.Keys, _mint.AllowUnsafe(invocation)).TryGet(out var variables, out failure)) return failure;

        var environment = EnvironmentOf(invocation, minting, variables, inheritance, IsSubshell(invocation, command));
        return new Printout("", [.. minting.Notes, .. Unset(environment)]) { Successor = new Successor(path, arguments, environment.Entries) { Masked = invocation.Has(_mask) ? [.. variables.Select(variable => Encoding.UTF8.GetBytes(variable.Value))] : null } };
    }

    /// <summary>The command asks a port for its credentials, so we stay beside it.</summary>
    private async Task<Result<Printout>> RefreshAsync(Invocation invocation, MintOrder order, string path, IReadOnlyList<string> arguments, Inheritance inheritance, CancellationToken ct)
    {
        ICredentialEndpoint[] endpoints = [new AwsEndpoint(), new AzureEndpoint(), .. invocation.Has(_refresh.Gce) ? new[] { new GceEndpoint(invocation.Surroundings.Time) } : []];
        if (!(await _refresh.OpenAsync(invocation, _mint, order, endpoints, needsAll: false, ct)).TryGet(out var opened, out var failure)) return failure;

        var isSubshell = IsSubshell(invocation, [.. Words(invocation).Command]);
        var environment = EnvironmentOf(invocation, opened.Minting, opened.Server.Variables, inheritance, isSubshell);
        var successor = new Successor(path, arguments, environment.Entries);
        return new Printout("", [.. opened.Minting.Notes, .. Unset(environment)]) { Then = stop => new ServedCommand(invocation.Surroundings.Process, opened.Server).RunAsync(successor, stop) };
    }

    private static ChildEnvironment EnvironmentOf(Invocation invocation, Minting minting, IReadOnlyList<KeyValuePair<string, string>> variables, Inheritance inheritance, bool isSubshell)
    {
        KeyValuePair<string, string>[] marker = isSubshell ? [new(ChildEnvironment.Marker, Visible.Text(string.Join(',', minting.Keys.Select(key => key.Name))))] : [];
        return ChildEnvironment.Of(invocation.Surroundings.Process.Environment(), [.. variables, .. marker], inheritance);
    }

    /// <summary>What stands before the first <c>--</c> names keys, what stands behind it is the command, whatever it looks like.</summary>
    private (List<string> Names, List<string> Command) Words(Invocation invocation)
    {
        var command = invocation.Parse.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).ToList();
        var behind = command.ToHashSet<Token>(ReferenceEqualityComparer.Instance);
        var names = invocation.Parse.GetResult(_mint.Names)?.Tokens.Where(token => !behind.Contains(token)) ?? [];
        return ([.. names.Select(token => token.Value)], [.. command.Select(token => token.Value)]);
    }

    private Result<IReadOnlyList<string>> Command(Invocation invocation, List<string> words)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("exec has no --output");
        var text = invocation.OnCommandLine(_command);
        if (text is not null && words.Count > 0) return invocation.Usage("--command and a command after -- exclude each other");
        if (words.Count > 0) return words;

        var (shell, flag) = OperatingSystem.IsWindows() ? (Variable("ComSpec", "cmd.exe"), "/c") : (Variable("SHELL", "/bin/sh"), "-c");
        if (text is not null) return new[] { shell, flag, text.Value };
        if (IsSubshell(invocation, words)) return new[] { shell };
        return invocation.Usage("say what to run: -- CMD, or --command STR");

        string Variable(string name, string otherwise) => invocation.InEnvironment(name)?.Value ?? otherwise;
    }

    private bool IsSubshell(Invocation invocation, List<string> words) =>
        words.Count == 0 && invocation.OnCommandLine(_command) is null && invocation.MayAsk && invocation.Surroundings.OutputIsTerminal;

    private Result<Inheritance> ReadInheritance(Invocation invocation) => (invocation.Has(_cleanEnv), invocation.Has(_keepEnv)) switch
    {
        (true, true) => invocation.Usage("--clean-env and --keep-env exclude each other"),
        (true, _) => Inheritance.Clean,
        (_, true) => Inheritance.Everything,
        _ => Inheritance.Usual,
    };

    private static IEnumerable<Note> Unset(ChildEnvironment environment)
    {
        if (environment.Unset.Count == 0) yield break;
        var names = string.Join(", ", environment.Unset);
        yield return new Note($"voidkey: unset for the command: {names} (--keep-env keeps them)", "unset for the command", ("variables", names));
    }
}
