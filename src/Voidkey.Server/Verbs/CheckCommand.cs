using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary><c>voidkey-server check</c>: says everything that is wrong with a configuration, and what looks wrong in one that works.</summary>
internal sealed class CheckCommand(TextWriter output, TextWriter errors, ConfigEnvironment environment, ProviderTypes providers, TimeProvider time)
{
    /// <param name="isStrict">True where warnings and findings are failures too.</param>
    /// <returns>0, or 3.</returns>
    public int Run(string path, bool isStrict, bool stubsMissing)
    {
        var read = new OfflineConfiguration(environment, providers, stubsMissing, errors, time).Check(path);
        var toLookAt = read.Problems.Count + read.Findings.Count;
        if (read.Snapshot is null || (isStrict && toLookAt > 0)) return ServerCommand.BadConfiguration;

        output.WriteLine(Printable.Line($"{path}: ok{(toLookAt > 0 ? $", {toLookAt} to look at" : "")}"));
        return 0;
    }
}
