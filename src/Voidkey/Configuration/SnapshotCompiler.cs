using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Identity;
using Voidkey.Limits;
using Voidkey.Policy;

namespace Voidkey.Configuration;

/// <summary>Resolves <see cref="BrokerConfig"/> into <see cref="BrokerSnapshot"/>: names become what they name, and what does not fit is reported.</summary>
internal sealed class SnapshotCompiler(BrokerConfig config, IReadOnlyList<IAccessProvider> providers, IReadOnlyList<ISubjectTokenValidator> validators)
{
    private readonly Dictionary<string, BoundProvider> _providers = new(StringComparer.Ordinal);

    public BrokerSnapshot Compile()
    {
        foreach (var (list, isEmpty) in new[] { ("clientIdps", config.ClientIdps.Count == 0), ("clientIdentities", config.ClientIdentities.Count == 0) })
        {
            if (isEmpty && !config.Section.HasProblem(list)) config.Section.Report(ConfigCodes.Missing, config.Section.Has(list) ? list : null, $"'{list}' is missing or empty: nobody could mint anything");
        }

        var issuers = TrustedIssuers.Compile(config.ClientIdps, validators);
        foreach (var provider in config.AccessProviders) Bind(provider);
        IdentityRule[] identities = [.. config.ClientIdentities.Select(CompileIdentity)];
        IdentityRule[] operators = [.. config.Operators.Select(CompileIdentity)];
        var brokerIdentity = CompileBrokerIdentity();

        foreach (var provider in _providers.Values) Lifetimes.Check(provider.Config, provider.Keys);
        CheckDefault();
        CheckDuplicates(config.ClientIdentities, "there is an identity for just the same callers already; put the keys together");
        CheckDuplicates(config.Operators, "there is an entry for just the same operators already; remove one");
        TokenFileCoverage.Check(config.BrokerIdp, config.AccessProviders, identities);
        SharedAudience.Check(config.AccessProviders, identities);
        PolicyTestCheck.Check(config);
        ReplayReader.Check(config);
        return new BrokerSnapshot(issuers, config.Default, brokerIdentity, identities, config.ReplayStore, config.Settings, config.Section.Outline())
        {
            Operators = operators,
            Providers = [.. _providers.Values.Select(static provider => new ConfiguredProvider(provider.Config.Name, provider.Config.Type, provider.Keys.Count, provider.Bulkhead))],
        };
    }

    private TokenOrigin? CompileBrokerIdentity()
    {
        // Some clouds do not want to know.
        if (config.BrokerIdp is null && _providers.Values.Any(static provider => provider.Keys.Count == 0 || provider.Keys.Exists(static key => key.NeedsBrokerToken))) config.Section.Report(ConfigCodes.Missing, null, "'brokerIdp' is missing: the access providers want to know who the broker is");
        return config.BrokerIdp?.Origin;
    }

    private void Bind(AccessProviderConfig provider)
    {
        var type = providers.FirstOrDefault(candidate => candidate.Type == provider.Type || candidate.Aliases.Contains(provider.Type, StringComparer.Ordinal));
        if (type is null)
        {
            var known = providers.SelectMany(static candidate => candidate.Aliases.Prepend(candidate.Type)).ToArray();
            if (provider.Type.Length > 0) provider.Section.Report(ConfigCodes.UnknownName, "type", $"there is no provider type {provider.Section.Quote("type", provider.Type)}{DidYouMean.Suggest(provider.Type, known)}");
        }

        var bind = type?.Bind(provider.Section);
        if (bind is not null) provider.Section.Flag("allowInsecureHttp", false);
        if (bind is not null) provider.Section.Close(all: true);
        if (!_providers.TryAdd(provider.Name, new BoundProvider(provider, bind, new Bulkhead(config.Settings.Limits.ProviderConcurrency))) && provider.Name.Length > 0)
            provider.Section.Report(ConfigCodes.Duplicate, "name", $"there are two access providers named {provider.Section.Quote("name", provider.Name)}");
    }

    private IdentityRule CompileIdentity(ClientIdentityConfig identity)
    {
        var idp = config.ClientIdps.FirstOrDefault(idp => idp.Name == identity.Idp);
        if (identity.Idp.Length > 0 && idp is null)
            identity.Section.Report(ConfigCodes.UnknownName, "idp", $"no client IdP named {identity.Section.Quote("idp", identity.Idp)}{DidYouMean.Suggest(identity.Idp, config.ClientIdps.Select(static idp => idp.Name))}");
        return new IdentityRule(
            identity.Name,
            identity.Idp,
            identity.Subject,
            identity.Section.Node("subject") is { } subject ? ConfigText.Shown(subject) : null,
            identity.Match,
            identity.Constraints,
            [.. identity.Keys.Select(CompileKey).OfType<KeyRule>()],
            identity.Section.Path,
            identity.IsExplainedToCallers || idp?.IsExplainedToCallers == true);
    }

    private KeyRule? CompileKey(KeyConfig key)
    {
        if (!_providers.TryGetValue(key.Provider, out var provider))
        {
            if (key.Provider.Length > 0)
                key.Section.Report(ConfigCodes.UnknownName, "provider", $"no access provider named {key.Section.Quote("provider", key.Provider)}{DidYouMean.Suggest(key.Provider, _providers.Keys)}");
            return null;
        }

        // A provider of an unknown type has been reported; its keys cannot be read without it.
        if (provider.Bind is null) return null;

        var bound = provider.Bind(key.Section);
        var outputs = OutputMapReader.Read(key.Section, bound);
        key.Section.Close(all: true);

        provider.Keys.Add(bound);
        var (lifetime, cap) = Lifetimes.Compile(key, provider.Config, bound);
        return new KeyRule(
            key.Name,
            provider.Config.Name,
            provider.Config.Audience ?? config.BrokerIdp?.Audience ?? "",
            new TokenExpectation(provider.Config.ExpectedIssuer, provider.Config.ExpectedAudience),
            bound,
            outputs,
            lifetime,
            cap,
            key.Description,
            DefinitionOf(key))
        {
            Bulkhead = provider.Bulkhead,
        };
    }

    private void CheckDefault()
    {
        if (config.Default is not { Length: > 0 } name || config.ClientIdps.Any(idp => idp.Name == name)) return;
        config.Section.Report(
            name == "hello-world" ? ConfigCodes.Unsafe : ConfigCodes.UnknownName,
            "default",
            name == "hello-world"
                ? "there is no provider that accepts any token; name one of clientIdps, or remove the member"
                : $"no client IdP named {config.Section.Quote("default", name)}{DidYouMean.Suggest(name, config.ClientIdps.Select(static idp => idp.Name))}");
    }

    private static void CheckDuplicates(IReadOnlyList<ClientIdentityConfig> identities, string message)
    {
        foreach (var alike in identities.Where(static identity => identity.Idp.Length > 0 && (identity.Subject?.Length > 0 || identity.Match.Count > 0))
            .GroupBy(static identity => (identity.Idp, identity.Subject, identity.MatchText)))
        {
            var seen = new List<ClientIdentityConfig>();
            foreach (var identity in alike)
            {
                if (seen.Exists(other => other.Section.AsWritten(static member => member == "constraints") == identity.Section.AsWritten(static member => member == "constraints")))
                    identity.Section.Report(ConfigCodes.Duplicate, identity.Subject is null ? "match" : "subject", message);
                else CheckAmbiguousKeys(identity, seen);
                seen.Add(identity);
            }
        }
    }

    // Which claims a token will have nobody knows here; but who matches one of these matches the other, when both may be used.
    private static void CheckAmbiguousKeys(ClientIdentityConfig identity, IEnumerable<ClientIdentityConfig> others)
    {
        foreach (var key in identity.Keys)
        {
            if (others.SelectMany(static other => other.Keys).Any(other => other.Name == key.Name && DefinitionOf(other) != DefinitionOf(key)))
                key.Section.Warn(ConfigCodes.AmbiguousKey, null, "another identity for the same callers defines this key otherwise; while both may be used it is refused. Make them alike, or name one differently");
        }
    }

    private static string DefinitionOf(KeyConfig key) => key.Section.AsWritten(static member => member != "description");

    private sealed record BoundProvider(AccessProviderConfig Config, BindKey? Bind, Bulkhead Bulkhead)
    {
        /// <summary>Those that were bound so far.</summary>
        public List<IBoundKey> Keys { get; } = [];
    }
}
