namespace Voidkey.Cli.Execution;

/// <summary>A program that runs beside this one.</summary>
internal abstract class Child
{
    /// <summary>Its process id, its own until <see cref="WaitAsync"/> has told its end.</summary>
    public abstract int Id { get; }

    /// <summary>Waits for its end, once. The exit code as shells count: 128 and the number of a signal that ended it.</summary>
    public abstract Task<ExitCode> WaitAsync(CancellationToken ct);
}
