using System.Diagnostics;
using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A real shell that evaluates what mint printed and says what it then has.</summary>
internal static class Shell
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    /// <summary>The whole path of a program that the test needs. Where it is missing the test is skipped with the reason; with CI=true it fails.</summary>
    public static string Require(string name)
    {
        if (Find(name) is { } path) return path;
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail($"not installed: {name} (with CI=true nothing may be missing)");
        Assert.Skip($"not installed: {name}");
        return "";
    }

    /// <summary>The environment that the program prints, entries ended by NUL.</summary>
    public static async Task<Dictionary<string, string>> EnvironmentAfterAsync(string shell, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await Task.WhenAll(reading, errors, process.WaitForExitAsync());
        Assert.Equal("", await errors);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=', 2)).ToDictionary(entry => entry[0], entry => entry[1]);
    }

    /// <summary>The values of the variables after the shell evaluated the text, as a child process sees them.</summary>
    public static async Task<string[]> EvaluateAsync(string shell, string exports, int variables)
    {
        var names = string.Join(' ', Enumerable.Range(0, variables).Select(i => $"\"$V{i}\""));
        var load = Path.GetFileName(shell) == "fish" ? "cat | source" : "eval \"$(cat)\"";
        var start = new ProcessStartInfo(shell)
        {
            ArgumentList = { "-c", $"{load}\n/usr/bin/printf '%s\\0' {names}" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(exports));
        process.StandardInput.Close();
        await Task.WhenAll(reading, errors, process.WaitForExitAsync());
        Assert.Equal("", await errors);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\0')[..^1];
    }
}
