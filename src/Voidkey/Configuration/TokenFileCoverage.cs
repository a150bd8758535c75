using Voidkey.BrokerIdentity;
using Voidkey.Policy;

namespace Voidkey.Configuration;

/// <summary>Sees to it that there is a file for every audience that a token is shown to, where the broker's tokens are in files.</summary>
internal static class TokenFileCoverage
{
    public static void Check(BrokerIdpConfig? brokerIdp, IReadOnlyList<AccessProviderConfig> providers, IReadOnlyList<IdentityRule> identities)
    {
        if (brokerIdp?.Origin is not TokenFiles files || brokerIdp.Section.HasProblem("tokenFile") || brokerIdp.Section.HasProblem("tokenFiles")) return;

        var keys = identities.SelectMany(static identity => identity.Keys).ToLookup(static key => key.Provider, StringComparer.Ordinal);
        var wanted = new HashSet<string>(StringComparer.Ordinal) { brokerIdp.Audience ?? "" };
        foreach (var provider in providers)
        {
            // Of a provider without keys nobody knows whether it wants a token, unless it says for whom.
            var own = keys[provider.Name].ToArray();
            if (own.Length == 0 ? provider.Audience is null : !own.Any(static key => key.Key.NeedsBrokerToken)) continue;

            var audience = provider.Audience ?? brokerIdp.Audience ?? "";
            wanted.Add(audience);
            if (!files.Paths.ContainsKey(audience)) Miss(provider, audience, files);
        }

        foreach (var unused in files.Paths.Keys.Where(audience => !wanted.Contains(audience)))
            brokerIdp.Section.Warn(ConfigCodes.Ignored, "tokenFiles", $"no access provider is shown the token for '{unused}', so nobody reads its file{DidYouMean.Suggest(unused, wanted)}");
    }

    private static void Miss(AccessProviderConfig provider, string audience, TokenFiles files)
    {
        var shown = provider.Audience is null ? audience : provider.Section.Quote("audience", audience).Trim('\'');
        provider.Section.Report(
            ConfigCodes.UnknownName,
            provider.Audience is null ? null : "audience",
            audience.Length == 0
                ? "nothing says who the broker's token is for here; give this provider an 'audience', and its file in 'brokerIdp.tokenFiles'"
                : $"there is no file with the broker's token for '{shown}'; name it in 'brokerIdp': tokenFiles: {{ '{shown}': PATH }}{DidYouMean.Suggest(audience, files.Paths.Keys)}");
    }
}
