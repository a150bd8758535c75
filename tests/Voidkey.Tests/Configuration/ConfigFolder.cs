using Microsoft.Extensions.Time.Testing;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Lint;
using Voidkey.Providers;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A folder of its own for one test's configuration files, removed afterwards.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private static readonly OutboundHttp Nowhere = new(new FakeNetwork());

    public string Path { get; } = Directory.CreateTempSubdirectory("voidkey-config-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Loads one text as <c>config.yaml</c>.</summary>
    public LoadedConfig Load(string yaml, params (string Name, string Value)[] environment) => LoadPath(Write("config.yaml", yaml), environment);

    /// <summary>Loads a file or a folder, relative to this one.</summary>
    public LoadedConfig LoadPath(string path, params (string Name, string Value)[] environment) => LoadAsGiven(System.IO.Path.Combine(Path, path), environment);

    /// <summary>Loads a file or a folder by this very path.</summary>
    public static LoadedConfig LoadAsGiven(string path, params (string Name, string Value)[] environment) =>
        Heard(ConfigLoader.Load(path, Environment(environment), BuiltInProviders.Create(Nowhere, new FakeTimeProvider())));

    /// <summary>Loads one text as <c>config.yaml</c>, where what is not there is only stood for.</summary>
    public LoadedConfig LoadStubbed(string yaml, Placeholders placeholders) =>
        Heard(ConfigLoader.Load(Write("config.yaml", yaml), Environment([]).With(placeholders), BuiltInProviders.Create(Nowhere, new FakeTimeProvider())));

    /// <summary>Loads one text that must have no errors.</summary>
    public BrokerSnapshot Good(string yaml, params (string Name, string Value)[] environment)
    {
        var loaded = Load(yaml, environment);
        Assert.DoesNotContain(loaded.Problems, static problem => !problem.IsWarning);
        return loaded.Snapshot!;
    }

    /// <summary>Loads one text that must have no errors, with all that is written in it.</summary>
    public WrittenConfig Written(string yaml, params (string Name, string Value)[] environment) => LoadWritten(Write("config.yaml", yaml), environment);

    /// <summary>Loads the folder as it is, which must have no errors, with all that is written in it.</summary>
    public WrittenConfig WrittenFolder() => LoadWritten(Path);

    public static WrittenConfig WrittenOnce(string yaml, params (string Name, string Value)[] environment)
    {
        using var folder = new ConfigFolder();
        return folder.Written(yaml, environment);
    }

    public static LoadedConfig LoadOnce(string yaml, params (string Name, string Value)[] environment)
    {
        using var folder = new ConfigFolder();
        return folder.Load(yaml, environment);
    }

    /// <summary>Checks one text.</summary>
    public static CheckedConfig CheckOnce(string yaml, params (string Name, string Value)[] environment)
    {
        using var folder = new ConfigFolder();
        return ConfigLint.Check(folder.Write("config.yaml", yaml), Environment(environment), BuiltInProviders.Create(Nowhere, new FakeTimeProvider()), The.Moment);
    }

    private static WrittenConfig LoadWritten(string path, params (string Name, string Value)[] environment)
    {
        var config = WrittenConfig.Load(path, Environment(environment), BuiltInProviders.Create(Nowhere, new FakeTimeProvider()));
        Assert.DoesNotContain(config.Problems, static problem => !problem.IsWarning);
        return config;
    }

    private static LoadedConfig Heard(LoadedConfig loaded)
    {
        foreach (var problem in loaded.Problems) CanaryFolder.Said("a problem of a configuration", problem.ToString());
        return loaded;
    }

    private static ConfigEnvironment Environment((string Name, string Value)[] variables) =>
        new(variables.ToDictionary(static variable => variable.Name, static variable => variable.Value, StringComparer.Ordinal));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
