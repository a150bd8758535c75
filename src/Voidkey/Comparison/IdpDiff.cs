using Voidkey.Configuration;
using Voidkey.Identity;

namespace Voidkey.Comparison;

/// <summary>Compares what the client IdPs accept.</summary>
internal static class IdpDiff
{
    private const string Type = "client IdP";

    // Compared by what they come to, defaults included.
    private static readonly string[] Resolved = ["name", "issuer", "audience", "validateAudience", "algorithms", "tokenTypes", "clockSkew", "maxTokenAge", "requiredClaims"];

    public static IEnumerable<ConfigChange> Between(WrittenConfig old, WrittenConfig @new)
    {
        foreach (var (idp, i) in @new.Text.ClientIdps.Select(static (idp, i) => (idp, i)))
        {
            var at = IndexOf(old, idp.Name);
            if (at < 0) yield return new ConfigChange(ChangeDirection.Wider, ChangeKind.Added, Type, NameOf(idp), null, null, null, Told(idp.Section, "issuer", idp.Issuer));
            else foreach (var change in Changes(old.Snapshot.Issuers[at], @new.Snapshot.Issuers[i], old.Text.ClientIdps[at].Section, idp.Section)) yield return change;
        }

        foreach (var idp in old.Text.ClientIdps.Where(idp => IndexOf(@new, idp.Name) < 0))
            yield return new ConfigChange(ChangeDirection.Narrower, ChangeKind.Removed, Type, NameOf(idp), null, null, Told(idp.Section, "issuer", idp.Issuer), null);
    }

    private static int IndexOf(WrittenConfig side, string name) => side.Text.ClientIdps.ToList().FindIndex(idp => idp.Name == name);

    private static IEnumerable<ConfigChange> Changes(TrustedIssuer before, TrustedIssuer after, ConfigSection old, ConfigSection @new)
    {
        // What is asked of the tokens of another issuer is no more and no less.
        var isSameIssuer = before.Issuer == after.Issuer;
        ConfigChange Changed(ChangeDirection direction, string setting, string? was, string? becomes) => new(isSameIssuer ? direction : ChangeDirection.Other, ChangeKind.Changed, Type, WrittenText.Name(@new, "name"), null, setting, was, becomes);

        var differ = new NodeDiff(old, @new);
        if (!isSameIssuer) yield return Changed(ChangeDirection.Other, "issuer", Told(old, "issuer", before.Issuer), Told(@new, "issuer", after.Issuer));
        foreach (var (setting, was, becomes, comparer) in new[]
        {
            ("audience", before.Audiences, after.Audiences, StringComparer.Ordinal),
            ("algorithms", Names(before), Names(after), StringComparer.Ordinal),
            ("tokenTypes", before.TokenTypes, after.TokenTypes, StringComparer.OrdinalIgnoreCase),
        })
        {
            var isSame = was is null || becomes is null ? was is null && becomes is null : was.ToHashSet(comparer).SetEquals(becomes);
            if (!isSame) yield return Changed(Width.OfLists(was, becomes, comparer), setting, Told(old, setting, Listed(was)), Told(@new, setting, Listed(becomes)));
        }

        foreach (var (setting, was, becomes) in new[] { ("clockSkew", before.ClockSkew, after.ClockSkew), ("maxTokenAge", before.MaxTokenAge, after.MaxTokenAge) })
        {
            if (was != becomes) yield return Changed(Width.OfAmounts(was, becomes), setting, Durations.Shown(was), Durations.Shown(becomes));
        }

        foreach (var change in RuleDiff.Of("requiredClaims", old, @new)) yield return Changed(change.Direction, change.Setting, change.Before, change.After);
        foreach (var change in differ.Members(static name => !Resolved.Contains(name, StringComparer.Ordinal))) yield return Changed(ChangeDirection.Other, change.Setting, change.Before, change.After);
    }

    private static string NameOf(ClientIdpConfig idp) => WrittenText.Name(idp.Section, "name");

    // What it comes to, unless that came out of a substitution.
    private static string Told(ConfigSection section, string setting, string resolved) =>
        section.Node(setting) is { } node && WrittenText.Shown(node, section) is var written && written.Contains("${", StringComparison.Ordinal) ? written : resolved;

    private static string[] Names(TrustedIssuer issuer) => [.. issuer.Algorithms.Select(static algorithm => algorithm.Name)];

    private static string Listed(IReadOnlyList<string>? entries) => entries is null ? "anything" : string.Join(", ", entries);
}
