using System.ComponentModel;
using System.Diagnostics;

namespace Voidkey.Cli;

/// <summary>The programs of this machine.</summary>
/// <param name="path">The value of <c>PATH</c>.</param>
internal sealed class ChildPrograms(Func<string?> path) : IPrograms
{
    // An empty or relative entry means the current directory: a program there is whoever wrote into it, not the platform's.
    public string? Find(string name) => (path() ?? "")
        .Split(Path.PathSeparator)
        .Where(Path.IsPathFullyQualified)
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? $"{name}.exe" : name))
        .FirstOrDefault(IsProgram);

    public async Task<ProgramRun?> RunAsync(string program, IReadOnlyList<string> arguments, int maxBytes, CancellationToken ct)
    {
        using var process = Open(program, arguments);
        if (process is null) return null;
        try
        {
            process.StandardInput.Close();
            var output = new byte[maxBytes];
            var length = await process.StandardOutput.BaseStream.ReadAtLeastAsync(output, maxBytes, throwOnEndOfStream: false, ct);
            if (length < maxBytes) await process.WaitForExitAsync(ct);
            return new ProgramRun(length < maxBytes ? process.ExitCode : 0, output[..length]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public int? RunInForeground(string command, string argument)
    {
        // The person's own words are the shell's to read, as git and crontab have it; the argument never is.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd", ["/d", "/c", command, argument])
            : new ProcessStartInfo("/bin/sh", ["-c", $"{command} \"$1\" >&2", "sh", argument]);
        try
        {
            using var process = Process.Start(start);
            process?.WaitForExit();
            return process?.ExitCode;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // The shell reads this text alone; the program and its arguments are words that it passes on.
    public bool Start(string program, IReadOnlyList<string> arguments)
    {
        var detached = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec \"$@\" </dev/null >/dev/null 2>&1", "sh", program, .. arguments]);
        try
        {
            using var process = Process.Start(detached);
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process? Open(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
