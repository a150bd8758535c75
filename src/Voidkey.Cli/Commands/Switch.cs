using System.CommandLine;

namespace Voidkey.Cli.Commands;

/// <summary>A flag without a value.</summary>
internal sealed class Switch : Option<bool>
{
    public Switch(string name, string description, params string[] aliases) : base(name, aliases)
    {
        Description = description;
        Arity = ArgumentArity.Zero;
    }

    /// <summary>One of the flags that say who the caller is: the help explains them once, for all commands.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>The environment variables that stand in for the flag: anything but <c>0</c> and <c>false</c> in one of them.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];
}
