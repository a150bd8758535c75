using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>A configuration with all that is written in it, for those who look at it. What serves has no use for that, and keeps none of it.</summary>
public sealed class WrittenConfig
{
    private readonly LoadedConfig _loaded;
    private readonly BrokerConfig? _text;

    private WrittenConfig(LoadedConfig loaded, BrokerConfig? text) => (_loaded, _text) = (loaded, text);

    /// <summary>True where nothing is wrong with it.</summary>
    public bool IsGood => _loaded.Snapshot is not null;

    /// <summary>Everything that is wrong or should be looked at: errors first.</summary>
    public IReadOnlyList<ConfigProblem> Problems => _loaded.Problems;

    /// <exception cref="InvalidOperationException">The configuration has errors.</exception>
    internal BrokerSnapshot Snapshot => _loaded.Snapshot ?? throw Bad();

    /// <exception cref="InvalidOperationException">The configuration has errors.</exception>
    internal BrokerConfig Text => IsGood && _text is not null ? _text : throw Bad();

    /// <param name="path">A file or a folder.</param>
    /// <param name="providers">The provider types that <c>accessProviders</c> may name.</param>
    /// <param name="validators">The types that <c>clientIdps</c> may name beside <c>oidc</c>; null: none.</param>
    public static WrittenConfig Load(string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers, IReadOnlyList<ISubjectTokenValidator>? validators = null)
    {
        var (loaded, text) = ConfigLoader.Read(path, environment, providers, validators, new ConfigFiles(mayWait: true));
        return new WrittenConfig(loaded, text);
    }

    private static InvalidOperationException Bad() => new("the configuration has errors");
}
