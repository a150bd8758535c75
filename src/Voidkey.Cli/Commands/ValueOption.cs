using System.CommandLine;
using Voidkey.Cli.Completion;

namespace Voidkey.Cli.Commands;

/// <summary>A flag with a value. Values stay texts here: whoever uses one checks it and can say where it came from.</summary>
internal sealed class ValueOption : Option<string[]>
{
    public ValueOption(string name, string valueName, string description, params string[] aliases) : base(name, aliases)
    {
        HelpName = valueName;
        Description = description;
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
    }

    /// <summary>The environment variables that stand in for the flag; the first one that is set counts.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>The member of a configuration file that stands in for the flag, if one does.</summary>
    public string? Member { get; init; }

    /// <summary>One of the flags that say who the caller is: the help explains them once, for all commands.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>Its usual values, for completion. Whoever uses the flag checks what was written.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What kind of name its value is, where only the broker or a file knows which there are.</summary>
    public ValueKind Kind { get; init; }

    /// <summary>Whether the flag may be given more than once.</summary>
    public bool Repeatable { get; init; }
}
