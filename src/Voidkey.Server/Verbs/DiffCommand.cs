using Voidkey.Comparison;
using Voidkey.Configuration;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary><c>voidkey-server diff</c>: says what changes from one configuration to the other. Nothing is fetched and nothing minted.</summary>
internal sealed class DiffCommand(TextWriter output, TextWriter errors, ConfigEnvironment environment, ProviderTypes providers, TimeProvider time)
{
    /// <returns>As <c>diff</c> does: 0 no change, 1 changes; and 3: a configuration has errors.</returns>
    public int Run(DiffArguments arguments)
    {
        var configurations = new OfflineConfiguration(environment, providers, arguments.StubsMissing, errors, time);
        WrittenConfig old = configurations.Load(arguments.Old), @new = configurations.Load(arguments.New);
        if (!old.IsGood || !@new.IsGood) return ServerCommand.BadConfiguration;

        var changes = ConfigDiff.Between(old, @new, time.GetUtcNow());
        foreach (var line in arguments.IsJson ? [DiffJson.Of(changes)] : DiffText.Of(changes)) output.WriteLine(line);
        return changes.Any ? ServerCommand.Failed : 0;
    }
}
