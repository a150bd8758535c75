namespace Voidkey.Configuration;

/// <summary>Reads the file's members into <see cref="BrokerConfig"/>. Sections of keys and providers stay open: their provider reads on.</summary>
internal static class BrokerConfigReader
{
    public static BrokerConfig Read(ConfigSection root)
    {
        var config = new BrokerConfig(
            root.Section("brokerIdp") is { } brokerIdp ? BrokerIdpReader.Read(brokerIdp) : null,
            [.. root.Sections("clientIdps").Select(ClientIdpReader.Read)],
            [.. root.Sections("accessProviders").Select(ReadAccessProvider)],
            [.. root.Sections("clientIdentities").Select(ReadClientIdentity)],
            root.OptionalText("default"),
            ReplayReader.ReadStore(root),
            ServerSettingsReader.Read(root),
            IgnoredFindingsReader.Read(root),
            [.. root.Sections("tests").Select(PolicyTestReader.Read)],
            root);
        root.Close();
        return config;
    }

    private static AccessProviderConfig ReadAccessProvider(ConfigSection section)
    {
        var auth = section.SectionOrEmpty("brokerAuth");
        auth.OptionalText("tokenSource");
        if (auth.Has("jwksUri"))
        {
            auth.OptionalText("jwksUri");
            auth.Warn(ConfigCodes.Ignored, "jwksUri", "the cloud verifies the broker's token; nobody reads this");
        }

        var config = new AccessProviderConfig(
            section.Text("name"),
            section.Text("type"),
            section.OptionalText("audience"),
            auth.OptionalText("expectedIssuer"),
            auth.OptionalText("expectedAudience"),
            section.Duration("defaultDuration"),
            section.Duration("maxDuration"),
            section);
        auth.Close();
        return config;
    }

    private static ClientIdentityConfig ReadClientIdentity(ConfigSection section)
    {
        if (!section.Has("keys")) section.Report(ConfigCodes.Missing, null, "'keys' is missing");
        foreach (var key in section.Entries("keys").Where(static key => key.Name.Length is 0 or > 128 || key.Name.Any(char.IsControl)))
            section.Reading.Problems.Report(ConfigCodes.InvalidValue, key.Position, section.PathOf($"keys.{key.Name}"), "a key's name has 1 to 128 characters and no control characters");
        if (!section.Has("subject") && !section.Has("match")) section.Report(ConfigCodes.Missing, null, "'subject' or 'match' is missing: say whom this is for");
        var config = new ClientIdentityConfig(
            section.OptionalText("name"),
            section.OptionalText("subject"),
            section.Text("idp"),
            ClaimRuleReader.Read(section, "match"),
            ConstraintsReader.Read(section),
            [.. section.NamedSections("keys").Select(static key => ReadKey(key.Key, key.Value))],
            section.AsWritten(static member => member == "match"),
            section.Choice("explain", "caller") is not null,
            IgnoredFindingsReader.Read(section),
            section);
        if (config.Subject?.Contains('*', StringComparison.Ordinal) == true) section.Report(ConfigCodes.Unsafe, "subject", "a subject is compared exactly, and '*' would match only itself; write the whole subject, or a pattern in 'match'");
        section.Close();
        return config;
    }

    private static KeyConfig ReadKey(string name, ConfigSection section) =>
        new(name, section.Text("provider"), section.Duration("duration"), section.Duration("maxDuration"), section.OptionalText("description"), section);
}
