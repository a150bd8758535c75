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
            [.. root.Sections("clientIdentities").Select(IdentityReader.Read)],
            root.OptionalText("default"),
            ReplayReader.ReadStore(root),
            ServerSettingsReader.Read(root),
            IgnoredFindingsReader.Read(root),
            [.. root.Sections("tests").Select(PolicyTestReader.Read)],
            root)
        {
            Operators = [.. root.Sections("operators").Select(IdentityReader.ReadOperator)],
        };
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
}
