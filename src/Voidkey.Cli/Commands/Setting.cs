namespace Voidkey.Cli.Commands;

/// <summary>A value somebody chose, and where.</summary>
/// <param name="Value">As written.</param>
/// <param name="Origin">The flag or the environment variable, for messages.</param>
/// <param name="Command">The command whose flag it is; null for an environment variable or a file.</param>
/// <param name="Place">The file, line and column; null where it stands in none.</param>
internal sealed record Setting(string Value, string Origin, string? Command, string? Place = null)
{
    /// <summary>A wrong flag is a usage error (2), a wrong variable or file a configuration error (3).</summary>
    public Failure Wrong(string message) => Command is null
        ? new Failure(ExitCode.Configuration, FailureCodes.Configuration, message, Hint: Place is null ? $"correct {Origin} in the environment" : $"correct it at {Place}")
        : Failure.Usage(message, Command);
}
