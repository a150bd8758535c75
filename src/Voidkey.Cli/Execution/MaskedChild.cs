using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Execution;

/// <summary>Runs a command below us, and passes on what it prints without the values it was given. Its input, its signals and its exit code are its own.</summary>
internal static class MaskedChild
{
    private const int ChunkSize = 16 * 1024;
    private const int NoExecutableFormat = 8;

    /// <returns>The command's exit code: 128 and the signal where one ended it, as shells count.</returns>
    public static async Task<Result<ExitCode>> RunAsync(Successor successor, IReadOnlyList<byte[]> values, CancellationToken ct)
    {
        try
        {
            using var signals = new ForwardedSignals();
            using var process = Start(successor);
            signals.To(process.Id);
            await Task.WhenAll(
                PassOnAsync(process.StandardOutput.BaseStream, new Redaction(values), StandardStreams.WriteOutput, ct),
                PassOnAsync(process.StandardError.BaseStream, new Redaction(values), StandardStreams.WriteErrors, ct));
            await process.WaitForExitAsync(ct);
            return (ExitCode)process.ExitCode;
        }
        catch (Win32Exception e)
        {
            return new Failure(ExitCode.NotExecutable, FailureCodes.CommandNotExecutable, "the command could not be started", e.Message);
        }
    }

    private static Process Start(Successor successor)
    {
        // Nothing is written to a pipe meanwhile.
        if (!OperatingSystem.IsWindows()) UnixProcess.IgnoreBrokenPipes(false);
        try
        {
            return Process.Start(StartInfo(successor.Path, successor.Arguments.Skip(1), successor))!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == NoExecutableFormat && !OperatingSystem.IsWindows())
        {
            // A script that does not say what reads it is the shell's, says execvp(3).
            return Process.Start(StartInfo("/bin/sh", successor.Arguments.Skip(1).Prepend(successor.Path), successor))!;
        }
        finally
        {
            if (!OperatingSystem.IsWindows()) UnixProcess.IgnoreBrokenPipes(true);
        }
    }

    private static ProcessStartInfo StartInfo(string path, IEnumerable<string> arguments, Successor successor)
    {
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var entry in successor.Environment) start.Environment[entry.Name] = Encoding.UTF8.GetString(entry.Bytes)[(entry.Name.Length + 1)..];
        return start;
    }

    private static async Task PassOnAsync(Stream from, Redaction redaction, Action<byte[]> write, CancellationToken ct)
    {
        // A reader of ours that went away closes the command's pipe too: its next write tells it.
        await using var _ = from;
        try
        {
            var chunk = new byte[ChunkSize];
            while (await from.ReadAsync(chunk, ct) is var count and > 0)
            {
                var shown = redaction.Next(chunk.AsSpan(0, count));
                if (shown.Length > 0) write(shown);
            }

            if (redaction.End() is { Length: > 0 } last) write(last);
        }
        catch (IOException)
        {
            // Nobody reads on. How the command ends is for it to say.
        }
    }
}
