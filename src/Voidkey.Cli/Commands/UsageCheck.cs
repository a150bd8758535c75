using System.CommandLine;
using System.CommandLine.Parsing;

namespace Voidkey.Cli.Commands;

/// <summary>Finds what is wrong with a command line, in our words. What somebody typed is shown only when it cannot be a token.</summary>
internal sealed class UsageCheck(CommandTree tree, ParseResult parse)
{
    private readonly Command _command = parse.CommandResult.Command;

    public Failure? FirstFailure() => Directive() ?? UnknownOption() ?? UnknownCommand() ?? ExtraArgument() ?? WrongValueCount() ?? AnythingElse();

    private string? CommandName => _command == tree.Root ? null : _command.Name;

    private IEnumerable<Option> OptionsInScope => _command.Options.Concat(tree.Root.Options.Where(o => o.Recursive)).Distinct();

    /// <summary>The parser takes a first argument in brackets for an instruction to itself.</summary>
    private Failure? Directive() => parse.Tokens.FirstOrDefault(t => t.Type == TokenType.Directive) is { } token
        ? Failure.Usage($"unknown command {Typed.Shown(token.Value)}")
        : null;

    /// <summary>What begins with a dash and was not taken by a flag, before any <c>--</c>.</summary>
    private Failure? UnknownOption()
    {
        var beforeDashes = parse.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).ToHashSet<Token>(ReferenceEqualityComparer.Instance);
        var operands = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Where(beforeDashes.Contains).Select(t => t.Value);
        var written = operands.Concat(parse.UnmatchedTokens).FirstOrDefault(t => t is ['-', _, ..] && t != "--");
        if (written is null) return null;

        var name = written.Split('=', ':')[0];
        var known = OptionsInScope.SelectMany(o => o.Aliases.Prepend(o.Name)).ToList();
        var what = !known.Contains(name) ? $"unknown option {Typed.Shown(name)}{Suggestion.For(name, known)}"
            : name == written ? $"{name} belongs after {_command.Name}"
            : $"{name} takes no value";
        return Failure.Usage(what, CommandName);
    }

    private Failure? UnknownCommand()
    {
        if (_command != tree.Root) return null;
        return parse.UnmatchedTokens is [var written, ..]
            ? Failure.Usage($"unknown command {Typed.Shown(written)}{Suggestion.For(written, tree.VerbNames)}")
            : Failure.Usage($"a command is missing: {string.Join(", ", tree.Verbs.SkipLast(1).Select(v => v.Name))} or {tree.Verbs[^1].Name}");
    }

    private Failure? ExtraArgument() => parse.UnmatchedTokens is [var written, ..]
        ? Failure.Usage($"{CommandName} does not take the argument {Typed.Shown(written)}", CommandName)
        : null;

    private Failure? WrongValueCount()
    {
        foreach (var result in OptionsInScope.OfType<ValueOption>().Select(parse.GetResult).OfType<OptionResult>().Where(r => !r.Implicit))
        {
            var option = (ValueOption)result.Option;

            // "--token --keys X" forgot the token; "--keys" is not one.
            if (result.Tokens.Count < result.IdentifierTokenCount || result.Tokens.Any(t => t.Value is "" or ['-', '-', _, ..]))
                return Failure.Usage($"{option.Name} needs a value ({option.HelpName})", CommandName);
            if (result.Tokens.Count > 1 && !option.Repeatable) return Failure.Usage($"{option.Name} may be given once", CommandName);
        }

        return null;
    }

    private Failure? AnythingElse() => parse.Errors.Count == 0 ? null : Failure.Usage("the command line cannot be understood", CommandName);
}
