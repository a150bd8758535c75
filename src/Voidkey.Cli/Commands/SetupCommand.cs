using System.CommandLine;
using Voidkey.Cli.Completion;
using Voidkey.Cli.CredentialHelpers;
using Voidkey.Cli.Output;
using Voidkey.Cli.Setup;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey setup</c>: tells another tool to ask us. Shows what belongs into its files, or writes it.</summary>
internal sealed class SetupCommand : Verb
{
    private static readonly IReadOnlyList<string> Tools = ["aws", "gcloud", "kubeconfig", "docker", "git", "direnv", "shell", "github-actions", "gitlab"];

    private readonly Argument<string[]> _words = new("TOOL") { Arity = ArgumentArity.ZeroOrMore };
    private readonly ValueOption _key = new("--key", "KEY", "the key that it is answered with") { Kind = ValueKind.Key, Variables = ["VOIDKEY_KEYS"] };
    private readonly ValueOption _name = new("--name", "NAME", "aws, kubeconfig: the profile or user, else the key");
    private readonly ValueOption _host = new("--host", "HOST", "docker, git: the only host it is for");
    private readonly Switch _write = new("--write", "change the file instead of showing it");

    public SetupCommand() : base("setup", "Tell other tools to ask voidkey themselves.")
    {
        Add(_words);
        Add(_key);
        Add(_name);
        Add(_host);
        Add(_write);
    }

    public override string Usage => "setup TOOL [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "voidkey setup aws --key AWS_DEPLOY --name deploy --write",
        "voidkey setup kubeconfig --key CLUSTER",
        "voidkey setup docker --key DOCKER --host registry.example.com --write",
        "voidkey setup git --key REPO --host github.com --write",
        "voidkey setup direnv --key AWS_DEV --write",
        "voidkey setup shell --write          completion for your shell",
        "voidkey setup github-actions --key AWS_DEPLOY     and: gitlab, gcloud",
    ];

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands switch
    {
        [] => Tools,
        ["shell"] => SetupFinder.Shells,
        _ => [],
    };

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("setup has no --output");
        var words = invocation.Parse.GetValue(_words) ?? [];
        if (words is not [var tool, ..] || !Tools.Contains(tool) || words.Length > (tool == "shell" ? 2 : 1)) return invocation.Usage($"setup takes one of {string.Join(", ", Tools)}");
        if (Misplaced(invocation, tool) is { } misplaced) return misplaced;
        if (!ReadOrder(invocation, tool).TryGet(out var order, out var failure)) return failure;
        if (Shown(tool, order) is { } snippet) return invocation.Has(_write) ? invocation.Usage($"setup {tool} is for reading; --write is not for it") : new Printout(snippet);

        if (!(await new SetupFinder(invocation).EditsAsync(tool, words.ElementAtOrDefault(1), order, ct)).TryGet(out var edits, out failure)) return failure;
        return invocation.Has(_write) ? Write(invocation, tool, edits) : Show(edits);
    }

    private static string? Shown(string tool, SetupOrder order) => tool switch
    {
        "github-actions" => Snippets.GitHubActions(order),
        "gitlab" => Snippets.GitLab(order),
        "gcloud" => Snippets.Gcloud(order),
        _ => null,
    };

    private Failure? Misplaced(Invocation invocation, string tool)
    {
        ValueOption[] foreign = tool switch
        {
            "aws" or "kubeconfig" => [_host],
            "docker" or "git" => [_name],
            "shell" => [_key, _name, _host],
            _ => [_name, _host],
        };
        return foreign.FirstOrDefault(option => invocation.OnCommandLine(option) is not null) is { } misplaced ? invocation.Usage($"{misplaced.Name} does not belong to setup {tool}") : null;
    }

    private Result<SetupOrder> ReadOrder(Invocation invocation, string tool)
    {
        if (tool == "shell") return new SetupOrder("", "", null, null);
        if (invocation.Find(_key) is not { } key) return invocation.Usage("say which key: --key KEY");
        if (Typed.LooksLikeToken(key.Value) || !SetupOrder.IsWord(key.Value) || key.Value.Contains(',')) return key.Wrong($"{key.Origin} is one key, whose name needs no quotes anywhere");

        var (name, environment) = (invocation.OnCommandLine(_name), invocation.OnCommandLine(invocation.Globals.Environment));
        if (name is not null && !SetupOrder.IsWord(name.Value)) return invocation.Usage("--name is a word that needs no quotes anywhere");
        if (environment is not null && !SetupOrder.IsWord(environment.Value)) return invocation.Usage("--env is a word that needs no quotes anywhere");
        string? host = null;
        if (tool is "docker" or "git")
        {
            if (!HostNames.Read(invocation, _host).TryGet(out var hosts, out var failure)) return failure;
            host = hosts.All.Single();
        }

        return new SetupOrder(key.Value, name?.Value ?? key.Value, host, environment?.Value);
    }

    private static Printout Show(IReadOnlyList<SetupEdit> edits)
    {
        var missing = edits.Where(static edit => edit.IsChange).ToList();
        return new Printout(
            string.Join('\n', missing.Select(static edit => $"# {Visible.Text(edit.Path)}\n{edit.Shown}")),
            [.. edits.Where(static edit => !edit.IsChange).Select(HasIt), .. missing.Count > 0 ? [new Note("voidkey: nothing was written; --write does it", "nothing was written")] : Array.Empty<Note>()]);
    }

    private static Result<Printout> Write(Invocation invocation, string tool, IReadOnlyList<SetupEdit> edits)
    {
        var notes = new List<Note>();
        foreach (var edit in edits)
        {
            if (edit.IsChange && new SetupFiles(invocation).Write(edit) is { } failure) return failure;
            notes.Add(edit.IsChange ? new Note($"voidkey: wrote {edit.Path}", "wrote", ("path", edit.Path)) : HasIt(edit));
        }

        if (Next(tool) is { } next && edits.Any(static edit => edit.IsChange)) notes.Add(new Note($"voidkey: next: {next}", "next", ("command", next)));
        return new Printout("", notes);
    }

    private static string? Next(string tool) => tool switch
    {
        "direnv" => "direnv allow",
        "kubeconfig" => "kubectl config set-context --current --user=NAME",
        "shell" => "open a new shell",
        _ => null,
    };

    private static Note HasIt(SetupEdit edit) => new($"voidkey: {edit.Path} has it already", "has it already", ("path", edit.Path));
}
