namespace Voidkey.Cli;

/// <summary>Other programs, run to the end for what they print.</summary>
internal interface IPrograms
{
    /// <summary>The program of that name in the directories of <c>PATH</c>, or null.</summary>
    string? Find(string name);

    /// <summary>Runs a program without a shell and without input; its stderr is ours.</summary>
    /// <param name="maxBytes">What it prints beyond this is not kept, and the program is ended.</param>
    /// <returns>Null when it cannot be started.</returns>
    Task<ProgramRun?> RunAsync(string program, IReadOnlyList<string> arguments, int maxBytes, CancellationToken ct);

    /// <summary>Hands the terminal to a program that a person works with, until it ends; what it draws goes to stderr.</summary>
    /// <param name="command">As the person wrote it: a name, with arguments perhaps. The shell reads it.</param>
    /// <param name="argument">One more argument, as it is.</param>
    /// <returns>Its exit code; null when it cannot be started.</returns>
    int? RunInForeground(string command, string argument);

    /// <summary>Starts a program that lives on by itself: it has no input, what it prints is lost, and Ctrl-C here does not end it.</summary>
    /// <returns>Whether it could be started.</returns>
    bool Start(string program, IReadOnlyList<string> arguments);
}

/// <param name="Exit">0 when all went well.</param>
/// <param name="Output">What it printed; often a secret.</param>
internal sealed record ProgramRun(int Exit, byte[] Output);
