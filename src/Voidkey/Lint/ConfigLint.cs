using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>What a configuration came to, and what looks wrong in it.</summary>
/// <param name="Snapshot">Its meaning; null while anything is wrong.</param>
/// <param name="Problems">Everything that is wrong, and the warnings.</param>
/// <param name="Findings">What works and looks wrong, less what is ignored, in the order of the files.</param>
public sealed record CheckedConfig(BrokerSnapshot? Snapshot, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<ConfigProblem> Findings);

/// <summary>Finds what works in a configuration and most likely is not what its author wanted.</summary>
public static class ConfigLint
{
    /// <summary>Loads a configuration and looks at it. Of one with errors there are no findings.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="providers">The provider types that <c>accessProviders</c> may name.</param>
    /// <param name="now">What has ended by then is told of.</param>
    /// <param name="validators">The types that <c>clientIdps</c> may name beside <c>oidc</c>; null: none.</param>
    public static CheckedConfig Check(
        string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers, DateTimeOffset now, IReadOnlyList<ISubjectTokenValidator>? validators = null)
    {
        var (loaded, written) = ConfigLoader.Read(path, environment, providers, validators, new ConfigFiles(mayWait: true));
        return new CheckedConfig(loaded.Snapshot, loaded.Problems, loaded.Snapshot is { } snapshot && written is not null ? Find(written, snapshot, now) : []);
    }

    private static IReadOnlyList<ConfigProblem> Find(BrokerConfig written, BrokerSnapshot snapshot, DateTimeOffset now)
    {
        var findings = new Findings(written.IgnoredFindings);
        var idps = written.ClientIdps.ToDictionary(static idp => idp.Name, static idp => (Written: idp, Preset: idp.Preset ?? KnownIdps.Recognise(idp.Issuer), Required: WayReader.Required(idp)), StringComparer.Ordinal);
        foreach (var idp in idps.Values) Telling.Check(idp.Written, idp.Preset, idp.Required, findings);

        var identities = new List<LintedIdentity>(written.ClientIdentities.Count);
        foreach (var (identity, rule) in written.ClientIdentities.Zip(snapshot.Identities))
        {
            // Without keys there is nothing to have.
            if (rule.Keys.Count == 0) continue;

            var idp = idps[identity.Idp];
            var linted = new LintedIdentity(identities.Count, identity, rule, [.. WayReader.Read(identity, idp.Written, idp.Preset, idp.Required)]);
            identities.Add(linted);
            foreach (var way in linted.Ways) Check(way, rule, findings);
            Impossible.CheckEnd(identity, now, findings);
        }

        Shadowed.Check(identities, findings);
        foreach (var (entry, rule) in written.Operators.Zip(snapshot.Operators))
        {
            // They have no keys, so none of what is about keys is found.
            var idp = idps[entry.Idp];
            foreach (var way in WayReader.Read(entry, idp.Written, idp.Preset, idp.Required)) Check(way, rule, findings);
            Impossible.CheckEnd(entry, now, findings);
        }

        return findings.All;
    }

    private static void Check(Way way, IdentityRule rule, Findings findings)
    {
        UnknownClaims.Check(way, findings);
        Impossible.Check(way, findings);
        SubjectShape.Check(way, findings);
        PlainTexts.Check(way, findings);
        Boundaries.Check(way, findings);
        Owners.Check(way, findings);
        MutableNames.Check(way, findings);

        var isOpen = PullRequests.Check(way, findings);
        isOpen |= Telling.Check(way, findings);
        if (isOpen) LongLived.Check(way, rule, findings);
    }
}
