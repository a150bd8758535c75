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
}
