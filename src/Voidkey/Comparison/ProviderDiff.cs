using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Compares what the keys stand on: the access providers, and who the broker says it is.</summary>
internal static class ProviderDiff
{
    private const string Type = "access provider";

    public static IEnumerable<ConfigChange> Between(WrittenConfig old, WrittenConfig @new)
    {
        foreach (var provider in @new.Text.AccessProviders)
        {
            if (Find(old, provider.Name) is not { } before) yield return new ConfigChange(ChangeDirection.Other, ChangeKind.Added, Type, WrittenText.Name(provider.Section, "name"), null, null, null, WrittenText.Shown(provider.Section, "type"));
            else foreach (var change in new NodeDiff(before.Section, provider.Section).Members(static name => name != "name")) yield return Changed(Type, WrittenText.Name(provider.Section, "name"), change);
        }

        foreach (var gone in old.Text.AccessProviders.Where(provider => Find(@new, provider.Name) is null))
            yield return new ConfigChange(ChangeDirection.Other, ChangeKind.Removed, Type, WrittenText.Name(gone.Section, "name"), null, null, WrittenText.Shown(gone.Section, "type"), null);

        var broker = new NodeDiff(old.Text.Section.SectionOrEmpty("brokerIdp"), @new.Text.Section.SectionOrEmpty("brokerIdp"));
        foreach (var change in broker.Members(static name => name != "name")) yield return Changed("broker IdP", "brokerIdp", change);
    }

    private static ConfigChange Changed(string type, string name, SettingChange change) => new(ChangeDirection.Other, ChangeKind.Changed, type, name, null, change.Setting, change.Before, change.After);

    private static AccessProviderConfig? Find(WrittenConfig side, string name) => side.Text.AccessProviders.FirstOrDefault(provider => provider.Name == name);
}
