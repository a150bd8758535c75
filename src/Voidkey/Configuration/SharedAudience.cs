using Voidkey.Policy;

namespace Voidkey.Configuration;

/// <summary>Warns where two hosts are shown the same token: either could replay it at the other.</summary>
internal static class SharedAudience
{
    public static void Check(IReadOnlyList<AccessProviderConfig> providers, IReadOnlyList<IdentityRule> identities)
    {
        var shown = identities.SelectMany(static identity => identity.Keys)
            .Where(static key => key.Key.NeedsBrokerToken)
            .Select(static key => (key.Provider, key.Audience, key.Key.Destination))
            .Distinct()
            .ToArray();
        foreach (var provider in providers)
        {
            var own = shown.Where(entry => entry.Provider == provider.Name).ToArray();
            var other = shown.FirstOrDefault(entry => own.Any(mine => mine.Audience == entry.Audience && mine.Destination != entry.Destination && mine.Provider != entry.Provider));
            if (other.Provider is null) continue;
            provider.Section.Warn(
                ConfigCodes.SharedAudience, "audience", $"'{other.Provider}' is on another host and is shown the same token; give each its own audience, so that neither can use it at the other");
        }
    }
}
