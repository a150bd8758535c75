namespace Voidkey.Cli;

/// <summary>What a script may branch on. Documented in docs/cli.md; a number never changes its meaning.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>Anything that has no number of its own, for example output that could not be written.</summary>
    General = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A setting from the environment or from a file is wrong.</summary>
    Configuration = 3,

    /// <summary>There is no token, or it was not accepted.</summary>
    Authentication = 4,

    /// <summary>The token is good, and what was asked for is not granted to it.</summary>
    Authorization = 5,

    /// <summary>The broker could not be reached, or did not answer in time.</summary>
    Network = 6,

    /// <summary>The broker, or the cloud behind it, failed or answered something that is not an answer.</summary>
    Server = 7,

    /// <summary>A person said no: the login was declined.</summary>
    Declined = 9,

    /// <summary>The command of <c>exec</c> is there and cannot be executed, as shells count.</summary>
    NotExecutable = 126,

    /// <summary>The command of <c>exec</c> is nowhere, as shells count.</summary>
    NotFound = 127,

    /// <summary>Ctrl-C: 128 + SIGINT, as shells count.</summary>
    Interrupted = 130,
}
