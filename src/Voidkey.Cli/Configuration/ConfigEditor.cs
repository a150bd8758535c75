using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Configuration;

/// <summary><c>voidkey config edit</c>: the user's editor works on a copy, which takes the file's place only when it can be read.</summary>
internal sealed class ConfigEditor(Invocation invocation)
{
    private IFiles Files => invocation.Surroundings.Files;

    public async Task<Result<Printout>> RunAsync(CancellationToken ct)
    {
        if (new ConfigPaths(invocation).User is not { } path) return ConfigEdit.Homeless();
        if (!invocation.MayAsk || !invocation.Surroundings.ErrorsAreTerminal) return invocation.Usage("config edit needs a terminal; change a member with config set");

        var loader = new ConfigLoader(invocation);
        byte[] before = [];
        if (Files.Exists(path))
        {
            if (loader.Unsafe(path) is { } failure) return failure;
            if (!(await loader.ReadBytesAsync(path, ct)).TryGet(out before!, out failure)) return failure;
        }

        var draft = $"{path}.draft";
        if (Files.Exists(draft)) return Wrong($"{draft} is there already", "somebody edits the file, or did not finish", $"finish it, or remove {draft}");
        if (!Write(draft, before.Length > 0 ? before : Encoding.UTF8.GetBytes(ConfigEdit.Begin)).TryGet(out _, out var unwritten)) return unwritten;

        // A person is at work: from here on there is no limit on time.
        return await EditAsync(path, draft, before, CancellationToken.None);
    }

    private async Task<Result<Printout>> EditAsync(string path, string draft, byte[] before, CancellationToken ct)
    {
        var loader = new ConfigLoader(invocation);
        var editor = (invocation.InEnvironment("VISUAL") ?? invocation.InEnvironment("EDITOR"))?.Value ?? (OperatingSystem.IsWindows() ? "notepad" : "vi");
        if (invocation.Surroundings.Programs.RunInForeground(editor, draft) is not 0) return Discarded(draft, "the editor did not end well, so nothing was changed", "set VISUAL or EDITOR to one that is installed");
        if (!(await loader.ReadBytesAsync(draft, ct)).TryGet(out var after, out var failure)) return failure;
        if (after.AsSpan().SequenceEqual(before.Length > 0 ? before : Encoding.UTF8.GetBytes(ConfigEdit.Begin)))
        {
            Files.Delete(draft);
            return new Printout("", new Note("voidkey: nothing was changed", "nothing was changed", ("path", path)));
        }

        var problems = ConfigFileReader.Read(draft, ConfigFileReader.TextOf(after)).Problems;
        foreach (var problem in problems) invocation.Messages.Warn(problem.In(draft));
        if (problems.Count > 0) return Wrong($"{path} was not changed", problems.Count == 1 ? "there is 1 problem" : $"there are {problems.Count} problems", $"what you wrote is in {draft}: correct it and rename it, or remove it");

        // Somebody else may have been at work meanwhile.
        var standing = Files.Exists(path) ? (await loader.ReadBytesAsync(path, ct)).TryGet(out var now, out _) ? now : null : [];
        if (standing is null || !standing.AsSpan().SequenceEqual(before)) return Wrong($"{path} was changed by somebody else meanwhile, so it was left as it is", null, $"what you wrote is in {draft}");
        if (!Write(path, after).TryGet(out _, out failure)) return failure;
        Files.Delete(draft);
        return new Printout("", new Note($"voidkey: changed {path}", "changed", ("path", path)));
    }

    private Result<string> Write(string path, byte[] content)
    {
        try
        {
            Files.Write(path, content);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.General, FailureCodes.WriteFailed, $"{path} could not be written", Hint: "check the permissions of its directory");
        }
    }

    private Failure Discarded(string draft, string message, string hint)
    {
        Files.Delete(draft);
        return Wrong(message, null, hint);
    }

    private static Failure Wrong(string message, string? reason, string hint) => new(ExitCode.Configuration, FailureCodes.Configuration, message, reason, hint);
}
