namespace Voidkey.Configuration;

/// <summary>Checks that <c>tests</c> name what there is: a test that cannot fail, or fails for nothing, is no test.</summary>
internal static class PolicyTestCheck
{
    public static void Check(BrokerConfig config)
    {
        var keys = config.ClientIdentities.SelectMany(static identity => identity.Keys).Select(static key => key.Name).ToHashSet(StringComparer.Ordinal);
        string[] idps = [.. config.ClientIdps.Select(static idp => idp.Name)];
        var untilSomeDay = KeysForATime(config.ClientIdentities);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var test in config.Tests)
        {
            var section = test.Section;
            if (test.Name.Length > 0 && !names.Add(test.Name)) section.Report(ConfigCodes.Duplicate, "name", "there is a test of this name already");
            if (test.Idp.Length > 0 && !idps.Contains(test.Idp, StringComparer.Ordinal)) section.Report(ConfigCodes.UnknownName, "idp", $"no client IdP named {section.Quote("idp", test.Idp)}{DidYouMean.Suggest(test.Idp, idps)}");
            foreach (var key in test.Allow.Where(key => !keys.Contains(key)))
                section.ReportEntry(ConfigCodes.UnknownName, "allow", key, $"no identity has a key named {section.Quote("allow", key)}{DidYouMean.Suggest(key, keys)}");
            foreach (var key in test.Deny.Where(key => !keys.Contains(key)))
                section.WarnEntry(ConfigCodes.DeniedNowhere, "deny", key, $"no identity has a key named {section.Quote("deny", key)}, so this holds whatever the policy says{DidYouMean.Suggest(key, keys)}");
            if (test.At is null && test.Allow.Concat(test.Deny).Any(key => untilSomeDay.Contains((test.Idp, key))))
                section.Warn(ConfigCodes.TestOfToday, null, "an identity with one of these keys has 'validFrom' or 'validUntil', so the outcome changes by itself; say 'at'");
        }
    }

    private static HashSet<(string Idp, string Key)> KeysForATime(IReadOnlyList<ClientIdentityConfig> identities) =>
        [.. identities.Where(static identity => identity.Constraints is not { ValidFrom: null, ValidUntil: null }).SelectMany(static identity => identity.Keys.Select(key => (identity.Idp, key.Name)))];
}
