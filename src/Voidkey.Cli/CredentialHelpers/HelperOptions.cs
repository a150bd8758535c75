using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The flags of <c>voidkey helper</c>.</summary>
internal sealed class HelperOptions
{
    /// <remarks>
    /// One name, as it is. Neither <c>default_keys</c> nor an alias counts: these programs run in any directory, and a project's file that
    /// came with a clone must not choose what they get.
    /// </remarks>
    public ValueOption Key { get; } = new("--key", "KEY", "the key to answer with") { Variables = ["VOIDKEY_KEYS"] };

    public ValueOption PasswordVariable { get; } = new("--password-var", "VAR", "its variable with the password or token");

    public IdentityOptions Identity { get; } = new();

    public void AddTo(Verb verb)
    {
        verb.Add(Key);
        verb.Add(PasswordVariable);
        Identity.AddTo(verb);
    }

    /// <summary>A flag that means nothing to the tool would be a promise that nobody keeps.</summary>
    public Failure? Misplaced(Invocation invocation, string tool) =>
        tool == "aws" && invocation.OnCommandLine(PasswordVariable) is not null ? invocation.Usage($"{PasswordVariable.Name} does not belong to helper {tool}") : null;

    /// <summary>The variable that was named, or the usual ones, of which the first that the key sets counts.</summary>
    public Result<string[]> PasswordVariables(Invocation invocation, params string[] usual) => Named(invocation, PasswordVariable, usual);

    private static Result<string[]> Named(Invocation invocation, ValueOption option, string[] usual)
    {
        if (invocation.OnCommandLine(option) is not { } setting) return usual;
        return VariableNames.IsValid(setting.Value) ? new[] { setting.Value } : setting.Wrong($"{option.Name} is the name of a variable");
    }
}
