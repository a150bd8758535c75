using System.CommandLine;
using Voidkey.Cli.Completion;

namespace Voidkey.Cli.Commands;

/// <summary>One command: its grammar, its help, and what it does.</summary>
internal abstract class Verb(string name, string description) : Command(name, description)
{
    /// <summary>What follows <c>voidkey</c> in the help's first line.</summary>
    public abstract string Usage { get; }

    /// <summary>Shown first: most readers need nothing else.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>The formats of <c>--output</c>, the default first. Empty: the command has one way to print.</summary>
    public virtual IReadOnlyList<string> Formats => [];

    /// <summary>Whether <c>--output</c> takes <c>template=…</c> too.</summary>
    public virtual bool TakesTemplate => false;

    /// <summary>Whether the configuration files have a say in it. False: it works also where they are broken.</summary>
    public virtual bool UsesConfig => true;

    /// <summary>Where a person has to do something first, or nobody knows how long: the limit in seconds in place of the usual one and of what variables and files say. <c>--timeout</c> goes before it.</summary>
    public virtual long? OwnLimitSeconds => null;

    /// <summary>What may stand after these operands, for completion; empty: nobody knows.</summary>
    public virtual IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => [];

    /// <summary>What kind of name may stand after these operands.</summary>
    public virtual ValueKind KindAfter(IReadOnlyList<string> operands) => ValueKind.None;

    /// <summary>Does the work and returns what is to be printed. Prints nothing to stdout itself: on a failure it must stay empty.</summary>
    public abstract Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct);
}
