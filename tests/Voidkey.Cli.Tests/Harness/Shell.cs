using System.Diagnostics;
using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A real shell that evaluates what mint printed and says what it then has.</summary>
internal static class Shell
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

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
