namespace Voidkey.Configuration;

/// <summary>Reads an entry of <c>clientIdentities</c>, or of <c>operators</c>: callers are told apart alike in both, and only the former have keys.</summary>
internal static class IdentityReader
{
    public static ClientIdentityConfig Read(ConfigSection section)
    {
        if (!section.Has("keys")) section.Report(ConfigCodes.Missing, null, "'keys' is missing");
        foreach (var key in section.Entries("keys").Where(static key => key.Name.Length is 0 or > 128 || key.Name.Any(char.IsControl)))
            section.Reading.Problems.Report(ConfigCodes.InvalidValue, key.Position, section.PathOf($"keys.{key.Name}"), "a key's name has 1 to 128 characters and no control characters");
        return Read(section, [.. section.NamedSections("keys").Select(static key => ReadKey(key.Key, key.Value))], section.Choice("explain", "caller") is not null);
    }

    public static ClientIdentityConfig ReadOperator(ConfigSection section) => Read(section, [], isExplainedToCallers: false);

    private static ClientIdentityConfig Read(ConfigSection section, IReadOnlyList<KeyConfig> keys, bool isExplainedToCallers)
    {
        if (!section.Has("subject") && !section.Has("match")) section.Report(ConfigCodes.Missing, null, "'subject' or 'match' is missing: say whom this is for");
        var config = new ClientIdentityConfig(
            section.OptionalText("name"),
            section.OptionalText("subject"),
            section.Text("idp"),
            ClaimRuleReader.Read(section, "match"),
            ConstraintsReader.Read(section),
            keys,
            section.AsWritten(static member => member == "match"),
            isExplainedToCallers,
            IgnoredFindingsReader.Read(section),
            section);
        if (config.Subject?.Contains('*', StringComparison.Ordinal) == true) section.Report(ConfigCodes.Unsafe, "subject", "a subject is compared exactly, and '*' would match only itself; write the whole subject, or a pattern in 'match'");
        section.Close();
        return config;
    }

    private static KeyConfig ReadKey(string name, ConfigSection section) =>
        new(name, section.Text("provider"), section.Duration("duration"), section.Duration("maxDuration"), section.OptionalText("description"), section);
}
