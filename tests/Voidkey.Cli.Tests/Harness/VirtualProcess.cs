using System.Text;
using Voidkey.Cli.Execution;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A process that remembers what it became.</summary>
internal sealed class VirtualProcess(Dictionary<string, string> environment) : IProcess
{
    public Dictionary<string, ProgramFile> Files { get; } = new() { ["/bin/aws"] = ProgramFile.Executable, ["/bin/sh"] = ProgramFile.Executable };

    public ExitCode Exit { get; set; }

    public Successor? Successor { get; private set; }

    /// <summary>The file and its arguments, then the environment, a line each.</summary>
    public string Became => Successor is null
        ? ""
        : $"{Successor.Path} {string.Join(' ', Successor.Arguments.Select(a => $"<{a}>"))}\n{string.Join('\n', Successor.Environment.Select(e => Encoding.UTF8.GetString(e.Bytes)))}\n";

    public IReadOnlyList<EnvironmentEntry> Environment() => [.. environment.Select(e => EnvironmentEntry.Of(e.Key, e.Value))];

    public ProgramFile Look(string path) => Files.GetValueOrDefault(path);

    /// <summary>What a child does; its end is the child's.</summary>
    public Func<Successor, Task<ExitCode>> Run { get; set; } = _ => Task.FromResult(ExitCode.Ok);

    public Result<Child> Start(Successor successor)
    {
        Successor = successor;
        return new Running(Run(successor));
    }

    private sealed class Running(Task<ExitCode> end) : Child
    {
        public override int Id => 0;

        public override Task<ExitCode> WaitAsync(CancellationToken ct) => end.WaitAsync(ct);
    }

    public Result<ExitCode> Become(Successor successor)
    {
        Successor = successor;
        return Exit;
    }
}
