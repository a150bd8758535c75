using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Lint;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary>Loads configurations to look at them. Nothing is served and nothing is fetched.</summary>
/// <param name="stubsMissing">True where placeholders may stand for variables and secret files that are not there.</param>
/// <param name="errors">Takes what is wrong with them.</param>
internal sealed class OfflineConfiguration(ConfigEnvironment environment, ProviderTypes providers, bool stubsMissing, TextWriter errors, TimeProvider time)
{
    public WrittenConfig Load(string path) => Look(path, static (path, environment, providers, validators) => WrittenConfig.Load(path, environment, providers, validators), static read => read.Problems);

    /// <summary>Loads it and looks for what works and is most likely not meant.</summary>
    public CheckedConfig Check(string path) =>
        Look(path, (path, environment, providers, validators) => ConfigLint.Check(path, environment, providers, time.GetUtcNow(), validators), static read => [.. read.Problems, .. read.Findings]);

    private T Look<T>(string path, Func<string, ConfigEnvironment, IReadOnlyList<IAccessProvider>, IReadOnlyList<ISubjectTokenValidator>, T> read, Func<T, IReadOnlyList<ConfigProblem>> problemsOf)
    {
        // What is bound to it is never minted with.
        using var http = new OutboundHttp();
        var placeholders = stubsMissing ? new Placeholders() : null;
        var config = read(path, environment.With(placeholders), providers.CreateProviders(http, time), providers.CreateValidators(http, time));
        foreach (var problem in problemsOf(config)) errors.WriteLine(problem);
        if (placeholders?.Names.Count > 0) errors.WriteLine(Printable.Line($"{path}: placeholders stand for {string.Join(", ", placeholders.Names)}"));
        return config;
    }
}
