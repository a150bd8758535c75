using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Login;

/// <summary>Opens a page for the person at this machine. The URL is an argument of a program, never a text that a shell reads.</summary>
internal sealed class Browser(Invocation invocation)
{
    /// <summary>Whether there is likely one here, on a screen that this person sees.</summary>
    public bool IsHere =>
        invocation.InEnvironment("SSH_CONNECTION") is null && invocation.InEnvironment("SSH_TTY") is null
        && (!OperatingSystem.IsLinux() || invocation.InEnvironment("BROWSER") is not null || invocation.InEnvironment("DISPLAY") is not null || invocation.InEnvironment("WAYLAND_DISPLAY") is not null);

    /// <summary>Whether a program took it. What became of it nobody can say.</summary>
    public bool Open(Uri url)
    {
        foreach (var words in Candidates(url.AbsoluteUri))
        {
            var program = Path.IsPathFullyQualified(words[0]) ? words[0] : invocation.Surroundings.Programs.Find(words[0]);
            if (program is not null && invocation.Surroundings.Programs.Start(program, words[1..])) return true;
        }

        return false;
    }

    private IEnumerable<string[]> Candidates(string url)
    {
        // As xdg-open reads it: commands with a colon between them, and %s where the URL belongs.
        foreach (var command in (invocation.InEnvironment("BROWSER")?.Value ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            var filled = words.Select(word => word.Replace("%s", url, StringComparison.Ordinal)).ToArray();
            yield return filled.SequenceEqual(words) ? [.. words, url] : filled;
        }

        yield return OperatingSystem.IsWindows() ? ["rundll32", "url.dll,FileProtocolHandler", url] : OperatingSystem.IsMacOS() ? ["open", url] : ["xdg-open", url];
    }
}
