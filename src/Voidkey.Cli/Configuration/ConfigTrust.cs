using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Configuration;

/// <summary><c>voidkey config trust</c>: lets the project's file, as it is now, have its full say. Any change of it ends that.</summary>
internal sealed class ConfigTrust(Invocation invocation)
{
    public async Task<Result<Printout>> RunAsync(bool revoke, CancellationToken ct)
    {
        var paths = new ConfigPaths(invocation);
        if (paths.Project is not { } project) return Wrong($"there is no {ConfigPaths.ProjectName} here or above", "run it in the project");
        if (paths.Trusted is not { } directory) return ConfigEdit.Homeless();
        if (!(await new ConfigLoader(invocation).ReadBytesAsync(project, ct)).TryGet(out var content, out var failure)) return failure;
        if (!revoke && !ConfigLoader.Parse(project, content).TryGet(out _, out failure)) return failure;

        var trusted = new TrustedFiles(invocation.Surroundings.Files, directory);
        try
        {
            if (revoke) trusted.Remove(project, content);
            else trusted.Add(project, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"{directory} cannot be written to", "check its permissions");
        }

        return new Printout("", revoke ? new Note($"voidkey: {project} is no longer trusted", "no longer trusted", ("path", project)) : Trusted(project, content));
    }

    private static Note Trusted(string project, byte[] content)
    {
        var says = ConfigLoader.Parse(project, content).TryGet(out var file, out _) && file.Presumptuous.Count > 0 ? string.Join(", ", file.Presumptuous) : "nothing that needs it";
        return new Note($"voidkey: trusted {project} as it is now: {says}", "trusted", ("path", project), ("members", says));
    }

    private static Failure Wrong(string message, string hint) => new(ExitCode.Configuration, FailureCodes.Configuration, message, Hint: hint);
}
