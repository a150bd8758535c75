using Voidkey.Cli.Commands;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The flags of <c>voidkey helper</c>.</summary>
internal sealed class HelperOptions
{
    /// <remarks>
    /// One name, as it is. Neither <c>default_keys</c> nor an alias counts: these programs run in any directory, and a project's file that
    /// came with a clone must not choose what they get.
    /// </remarks>
    public ValueOption Key { get; } = new("--key", "KEY", "the key to answer with") { Kind = ValueKind.Key, Variables = ["VOIDKEY_KEYS"] };

    public ValueOption Duration { get; } = new("--duration", "DUR", "lifetime: 900, 15m, 1h; the broker may lower it");

    public ValueOption Host { get; } = new("--host", "HOST", "the only host it is for, repeatable") { Repeatable = true };

    public ValueOption Username { get; } = new("--username", "NAME", "the user's name");

    public ValueOption UsernameVariable { get; } = new("--username-var", "VAR", "the key's variable with that name");

    public ValueOption PasswordVariable { get; } = new("--password-var", "VAR", "the one with the password or token");

    public IdentityOptions Identity { get; } = new();

    public void AddTo(Verb verb)
    {
        verb.Add(Key);
        verb.Add(Duration);
        verb.Add(Host);
        verb.Add(Username);
        verb.Add(UsernameVariable);
        verb.Add(PasswordVariable);
        Identity.AddTo(verb);
    }

    /// <summary>A flag that means nothing to the tool would be a promise that nobody keeps.</summary>
    public Failure? Misplaced(Invocation invocation, string tool)
    {
        ValueOption[] foreign = tool switch
        {
            "aws" => [Host, Username, UsernameVariable, PasswordVariable],
            "kubernetes" or "gcp" or "azure" => [Host, Username, UsernameVariable],
            _ => [],
        };
        return foreign.FirstOrDefault(option => invocation.OnCommandLine(option) is not null) is { } misplaced
            ? invocation.Usage($"{misplaced.Name} does not belong to helper {tool}")
            : null;
    }

    /// <summary>The variable that was named, or the usual ones, of which the first that the key sets counts.</summary>
    public Result<string[]> PasswordVariables(Invocation invocation, params string[] usual)
    {
        if (invocation.OnCommandLine(PasswordVariable) is not { } setting) return usual;
        return VariableNames.IsValid(setting.Value) ? new[] { setting.Value } : setting.Wrong($"{PasswordVariable.Name} is the name of a variable");
    }

    /// <summary>What a tool that asks on stdin may be answered: checked before anything is read or minted.</summary>
    public Result<HelperTerms> Asked(Invocation invocation, AccountName usual, params string[] usualPasswords)
    {
        if (invocation.OnCommandLine(Identity.Bearer)?.Value == "-" || invocation.OnCommandLine(Identity.BearerFile)?.Value == "-")
            return invocation.Usage("stdin is where the tool asks, so the token cannot come from there");
        if (!OneKey.NameOf(invocation, this).TryGet(out _, out var failure)) return failure;
        if (!HostNames.Read(invocation, Host).TryGet(out var hosts, out failure)) return failure;
        if (!Account(invocation, usual).TryGet(out var account, out failure)) return failure;
        return PasswordVariables(invocation, usualPasswords).TryGet(out var variables, out failure) ? new HelperTerms(hosts, account, variables) : failure;
    }

    private Result<AccountName> Account(Invocation invocation, AccountName usual)
    {
        var (name, variable) = (invocation.OnCommandLine(Username), invocation.OnCommandLine(UsernameVariable));
        if (name is not null && variable is not null) return invocation.Usage($"{Username.Name} and {UsernameVariable.Name} exclude each other");
        if (name is not null && (name.Value.Contains(':') || name.Value.Any(char.IsControl))) return name.Wrong($"{Username.Name} has no colon and no line break");
        if (variable is not null && !VariableNames.IsValid(variable.Value)) return variable.Wrong($"{UsernameVariable.Name} is the name of a variable");
        return name is not null ? new AccountName(name.Value) : variable is not null ? new AccountName(null, variable.Value) : usual;
    }
}
