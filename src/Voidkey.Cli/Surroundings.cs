using System.Net;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Execution;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli;

/// <summary>Everything of the outside world that a command may touch.</summary>
/// <param name="WriteOutput">Writes data to stdout, whole or with an <see cref="IOException"/>.</param>
/// <param name="WriteErrors">The same for stderr.</param>
/// <param name="Input">stdin.</param>
/// <param name="Variable">An environment variable, or null.</param>
/// <param name="OutputIsTerminal">Whether a person reads stdout.</param>
/// <param name="ErrorsAreTerminal">Whether a person reads stderr.</param>
/// <param name="Time">Waits, deadlines, and the clock on the wall.</param>
/// <param name="Connect">Opens the way to the broker; the argument limits the time to connect.</param>
internal sealed record Surroundings(
    Action<byte[]> WriteOutput,
    Action<byte[]> WriteErrors,
    Func<Stream> Input,
    Func<string, string?> Variable,
    bool OutputIsTerminal,
    bool ErrorsAreTerminal,
    TimeProvider Time,
    Func<TimeSpan, HttpMessageHandler> Connect)
{
    /// <summary>Files that nobody named on the command line.</summary>
    public required IFiles Files { get; init; }

    /// <summary>Other programs that hand out tokens.</summary>
    public required IPrograms Programs { get; init; }

    /// <summary>Whether a person types on stdin.</summary>
    public required bool InputIsTerminal { get; init; }

    /// <summary>This process itself, which a command may take the place of.</summary>
    public required IProcess Process { get; init; }

    /// <summary>Where output goes that is not for stdout.</summary>
    public required IOutputFiles OutputFiles { get; init; }

    /// <summary>Files that only this user may read.</summary>
    public required IPrivateFiles PrivateFiles { get; init; }

    /// <summary>What the desktop keeps secrets in.</summary>
    public required IKeyring Keyring { get; init; }

    /// <summary>Opens the way to something on this machine.</summary>
    public Func<EndPoint, TimeSpan, HttpMessageHandler> ConnectLocal { get; init; } = BrokerHttp.CreateLocal;

    /// <summary>The columns of the terminal behind stdout; null: unknown.</summary>
    public Func<int?> Width { get; init; } = static () => null;

    /// <summary>Whether something may move on stderr while a person waits.</summary>
    public bool Animates { get; init; }

    public static Surroundings OfThisProcess() => new(
        StandardStreams.WriteOutput,
        StandardStreams.WriteErrors,
        StandardStreams.OpenInput,
        Environment.GetEnvironmentVariable,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        TimeProvider.System,
        BrokerHttp.Create)
    {
        Files = new DiskFiles(),
        Programs = new ChildPrograms(() => Environment.GetEnvironmentVariable("PATH")),
        InputIsTerminal = !Console.IsInputRedirected,
        Process = OperatingSystem.IsWindows() ? new WindowsProcess() : new UnixProcess(),
        OutputFiles = new OutputFiles(),
        Width = TerminalWidth.Of,
        Animates = !Console.IsErrorRedirected,
        PrivateFiles = new PrivateFiles(),
        Keyring = OperatingSystem.IsLinux() ? new SecretService() : new NoKeyring(),
    };
}
