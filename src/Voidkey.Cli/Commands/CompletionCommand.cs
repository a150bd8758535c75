using System.CommandLine;
using Voidkey.Cli.Completion;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey completion</c>: prints what a shell reads to complete our command lines.</summary>
internal sealed class CompletionCommand : Verb
{
    /// <summary>What the scripts call; no command of its own, since nobody types it.</summary>
    public const string Ask = "__complete";

    private readonly Argument<string[]> _shell = new("SHELL") { Arity = ArgumentArity.ZeroOrMore };

    public CompletionCommand() : base("completion", "Print a script that completes commands and flags.") => Add(_shell);

    public override string Usage => "completion bash|zsh|fish|powershell|nushell";
    public override bool UsesConfig => false;

    public override IReadOnlyList<string> Examples =>
    [
        "in ~/.bashrc:  source <(voidkey completion bash)",
        "in ~/.zshrc, after compinit:  source <(voidkey completion zsh)",
        "in ~/.config/fish/config.fish:  voidkey completion fish | source",
        "in $PROFILE:  voidkey completion powershell | Out-String | Invoke-Expression",
        "once, and then in config.nu:  source ~/.voidkey.nu",
        "  voidkey completion nushell | save -f ~/.voidkey.nu",
    ];

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands.Count == 0 ? CompletionScripts.Shells : [];

    public override Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => Task.FromResult(Run(invocation));

    private Result<Printout> Run(Invocation invocation)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("completion has no --output");
        return invocation.Parse.GetValue(_shell) is [var shell] && CompletionScripts.Shells.Contains(shell)
            ? new Printout(CompletionScripts.Of(shell))
            : invocation.Usage($"completion takes one of {string.Join(", ", CompletionScripts.Shells)}");
    }
}
