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
            var audience = own.Length == 0 ? provider.Audience : own.FirstOrDefault(static key => key.Key.NeedsBrokerToken)?.Audience;
            if (audience is null) continue;

            wanted.Add(audience);
            if (!files.Paths.ContainsKey(audience)) Miss(brokerIdp, provider, audience, files);
        }

        foreach (var unused in files.Paths.Keys.Where(audience => !wanted.Contains(audience)))
            brokerIdp.Section.Warn(ConfigCodes.Ignored, "tokenFiles", $"no access provider is shown the token for '{unused}', so nobody reads its file{DidYouMean.Suggest(unused, wanted)}");
    }

    private static void Miss(BrokerIdpConfig brokerIdp, AccessProviderConfig provider, string audience, TokenFiles files)
    {
        // Where it is the audience of all who do not say another, one file is missing however many they are.
        if (audience == (brokerIdp.Audience ?? ""))
        {
            brokerIdp.Section.Report(ConfigCodes.Missing, null, "'tokenFile' is missing: there are access providers that say no 'audience' of their own");
            return;
        }

        var shown = provider.Section.Quote("audience", audience).Trim('\'');
        provider.Section.Report(
            ConfigCodes.UnknownName,
            provider.Section.Has("audience") ? "audience" : null,
            $"there is no file with the broker's token for '{shown}'; name it in 'brokerIdp': tokenFiles: {{ '{shown}': PATH }}{DidYouMean.Suggest(audience, files.Paths.Keys)}");
    }
}
