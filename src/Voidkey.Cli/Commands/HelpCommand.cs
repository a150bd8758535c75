using System.CommandLine;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey help [COMMAND|TOPIC]</c>: help that was asked for is data, so it goes to stdout.</summary>
internal sealed class HelpCommand : Verb
{
    private readonly CommandTree _tree;
    private readonly Argument<string[]> _topic = new("COMMAND") { Arity = ArgumentArity.ZeroOrMore };

    public HelpCommand(CommandTree tree) : base("help", "Explain voidkey or one of its commands.")
    {
        _tree = tree;
        Add(_topic);
    }

    public override string Usage => "help [COMMAND|TOPIC]";
    public override bool UsesConfig => false;
    public override IReadOnlyList<string> Examples => ["voidkey help mint", "voidkey help tokens", $"topics: {string.Join(", ", HelpTopics.Names)}"];

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands.Count == 0 ? [.. _tree.Verbs.Select(static verb => verb.Name), .. HelpTopics.Names] : [];

    public override Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => Task.FromResult(Run(invocation));

    private Result<Printout> Run(Invocation invocation)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("help has no --output");
        return invocation.Parse.GetValue(_topic) switch
        {
            null or [] => new Printout(HelpText.Of(_tree)),
            [var name] when _tree.Find(name) is { } verb => new Printout(HelpText.Of(verb)),
            [var name] when HelpTopics.Of(name, _tree) is { } topic => new Printout(topic),
            [var name] => Failure.Usage($"there is no command or topic {Typed.Shown(name)}{Suggestion.For(name, [.. _tree.VerbNames, .. HelpTopics.Names])}"),
            _ => invocation.Usage("help explains one command or topic at a time"),
        };
    }
}
