using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The programs of a machine that has none but these: a name, and what it prints and exits with.</summary>
internal sealed class VirtualPrograms : IPrograms
{
    public Dictionary<string, (int Exit, string Output)> Known { get; } = [];

    /// <summary>Command lines, words separated by one bar.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>What was started and left alone; it may do something at once.</summary>
    public List<string> Started { get; } = [];

    public Action<IReadOnlyList<string>>? OnStart { get; set; }

    public bool Start(string program, IReadOnlyList<string> arguments)
    {
        Started.Add(string.Join('|', arguments.Prepend(program)));
        OnStart?.Invoke(arguments);
        return true;
    }

    public string? Find(string name) => Known.ContainsKey(name) ? $"/opt/{name}" : null;

    /// <summary>What a program does that a person works with: the command and its argument, then its exit code.</summary>
    public Func<string, string, int?> Foreground { get; set; } = (_, _) => null;

    public int? RunInForeground(string command, string argument) => Foreground(command, argument);

    public Task<ProgramRun?> RunAsync(string program, IReadOnlyList<string> arguments, int maxBytes, CancellationToken ct)
    {
        Ran.Add(string.Join('|', arguments.Prepend(program)));
        if (!Known.TryGetValue(Path.GetFileName(program), out var known)) return Task.FromResult<ProgramRun?>(null);

        var bytes = Encoding.UTF8.GetBytes(known.Output);
        return Task.FromResult<ProgramRun?>(new ProgramRun(known.Exit, bytes[..Math.Min(bytes.Length, maxBytes)]));
    }
}
