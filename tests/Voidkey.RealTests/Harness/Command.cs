using System.Diagnostics;

namespace Voidkey.RealTests.Harness;

/// <summary>A program with its arguments. It sees this environment, <c>PATH</c>, and nothing else: what the machine has set must not change a test.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string>? Environment = null)
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(60);

    /// <summary>The whole path of a program on <c>PATH</c>, or null.</summary>
    public static string? Find(string program) => (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs the program to its end.</summary>
    /// <param name="limit">How long it may take; null: a minute.</param>
    public async Task<Finished> RunAsync(string input = "", TimeSpan? limit = null)
    {
        var start = StartInfo(Program, Arguments, Environment);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var patience = limit ?? UsualLimit;
        using var ended = new CancellationTokenSource(patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ended.Token);
            var errors = process.StandardError.ReadToEndAsync(ended.Token);
            await FeedAsync(process, input);
            await process.WaitForExitAsync(ended.Token);
            return new Finished(this, process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{this} did not end within {patience.TotalSeconds:0} s");
        }
    }

    public override string ToString() => $"{Path.GetFileName(Program)} {string.Join(' ', Arguments)}";

    internal static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment.Clear();
        start.Environment["PATH"] = System.Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = RunFolder.Path;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return start;
    }

    private static async Task FeedAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading what we had to say; its exit code tells more.
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Finished(Command Command, int ExitCode, string Output, string Errors)
{
    /// <summary>The output of a program that must have succeeded.</summary>
    public string Success
    {
        get
        {
            Assert.True(ExitCode == 0, $"{Command}: exit {ExitCode}\n{Errors}{Output}");
            return Output;
        }
    }

    public Finished Fails(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"{Command}: exit {ExitCode}, expected {exitCode}\n{Errors}{Output}");
        return this;
    }
}
