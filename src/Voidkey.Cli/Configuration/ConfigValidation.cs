using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Configuration;

/// <summary><c>voidkey config validate</c>: everything wrong with a file, or with all the files that have a say here.</summary>
internal sealed class ConfigValidation(Invocation invocation)
{
    /// <param name="path">Null: all.</param>
    public async Task<Result<Printout>> RunAsync(string? path, CancellationToken ct)
    {
        var (files, paths, loader) = (invocation.Surroundings.Files, new ConfigPaths(invocation), new ConfigLoader(invocation));
        var named = path is null ? paths.Named?.Value : Path.GetFullPath(path, files.CurrentDirectory ?? "/");
        var checkedFiles = path is not null ? [named!] : new[] { paths.Project, paths.User, ConfigPaths.System }.OfType<string>().Where(p => p == paths.User && paths.Named is not null || files.Exists(p)).ToList();

        var (text, wrong) = (new StringBuilder(), 0);
        foreach (var file in checkedFiles)
        {
            if (!(await loader.ReadBytesAsync(file, ct)).TryGet(out var content, out var failure)) return failure;
            if (file != paths.Project && path is null && loader.Unsafe(file) is { } unsafeFile) return unsafeFile;

            var problems = ConfigFileReader.Read(file, ConfigFileReader.TextOf(content)).Problems;
            foreach (var problem in problems) invocation.Messages.Warn(problem.In(file));
            wrong += problems.Count;
            text.Append(Visible.Text($"{file}: ok")).Append('\n');
        }

        return wrong == 0
            ? new Printout(text.ToString(), checkedFiles.Count == 0 ? [new Note("voidkey: there is no configuration file", "no configuration file")] : [])
            : new Failure(ExitCode.Configuration, FailureCodes.Configuration, wrong == 1 ? "there is 1 problem" : $"there are {wrong} problems");
    }
}
