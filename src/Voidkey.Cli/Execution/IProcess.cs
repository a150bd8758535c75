namespace Voidkey.Cli.Execution;

/// <summary>What stands at a path.</summary>
internal enum ProgramFile
{
    Missing,

    /// <summary>A directory, or a file that may not be executed.</summary>
    NotExecutable,
    Executable,
}

/// <summary>This process, as far as <c>exec</c> needs it.</summary>
internal interface IProcess
{
    /// <summary>The environment that this process was started with, in its order.</summary>
    IReadOnlyList<EnvironmentEntry> Environment();

    ProgramFile Look(string path);

    /// <summary>On Unix the program takes the place of this one, so this returns only when that failed. On Windows it runs to its end.</summary>
    /// <returns>The program's exit code.</returns>
    Result<ExitCode> Become(Successor successor);

    /// <summary>Starts a program as a child with our terminal, streams and place in the job.</summary>
    Result<Child> Start(Successor successor);
}
