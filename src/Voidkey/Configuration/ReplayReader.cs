using Voidkey.Replay;

namespace Voidkey.Configuration;

/// <summary>Reads how often tokens may be used, and where that is counted.</summary>
internal static class ReplayReader
{
    private const int MostUses = 1000;
    private const int MostTokens = 10_000_000;
    private const int LongestPrefix = 64;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(2);

    private static readonly string[] OnlyRedis = ["endpoint", "username", "password", "tls", "caFile", "keyPrefix", "timeout"];

    /// <returns>How often each token of a client IdP may be used; null: as often as it is valid.</returns>
    public static int? ReadUses(ConfigSection idp)
    {
        if (!idp.Has("replay")) return null;
        if (idp.Node("replay") is not ConfigScalar scalar || IsNumber(scalar)) return idp.WholeNumber("replay", fallback: 1, minimum: 1, maximum: MostUses);

        if (scalar.Text != "once") idp.Report(ConfigCodes.InvalidValue, "replay", $"this must be once, or how often a token may be used: 1 to {MostUses}");
        return 1;
    }

    public static ReplayStoreSettings ReadStore(ConfigSection root)
    {
        var section = root.SectionOrEmpty("replayStore");
        if (root.Has("replayStore") && !root.HasProblem("replayStore") && !section.Has("type")) section.Report(ConfigCodes.Missing, null, "'type' is missing: memory or redis");
        var type = section.Choice("type", "memory", "redis");
        ReplayStoreSettings settings = type == "redis" ? ReadRedis(section) : ReadMemory(section, isSaid: type == "memory");
        section.Close();
        return settings;
    }

    /// <summary>Warns where the two do not go together.</summary>
    public static void Check(BrokerConfig config)
    {
        var counting = config.ClientIdps.Where(static idp => idp.AllowedUses is not null).ToArray();
        if (config.ReplayStore is RedisSettings && counting.Length == 0) config.Section.Warn(ConfigCodes.Ignored, "replayStore", "no client IdP says 'replay', so nothing is counted there");
        if (config.ReplayStore is not MemorySettings) return;

        foreach (var idp in counting)
            idp.Section.Warn(ConfigCodes.OneInstance, "replay", "uses are counted in the memory of this instance: another one, or this one started anew, accepts the token again; several share a replayStore of type redis");
    }

    private static bool IsNumber(ConfigScalar scalar) => scalar.IsPlain && (ConfigValue.LooksTyped(scalar.Text) || scalar.Text.Contains("${", StringComparison.Ordinal));

    // Where the type itself is wrong, what belongs to another is no second problem.
    private static MemorySettings ReadMemory(ConfigSection section, bool isSaid)
    {
        foreach (var other in OnlyRedis.Where(name => section.Has(name) && isSaid)) section.Report(ConfigCodes.Conflict, other, "memory has no such setting; say type: redis, or remove this");
        return new MemorySettings(section.WholeNumber("maxTokens", MemorySettings.DefaultMaxTokens, minimum: 1000, maximum: MostTokens));
    }

    private static RedisSettings ReadRedis(ConfigSection section)
    {
        if (section.Has("maxTokens")) section.Report(ConfigCodes.Conflict, "maxTokens", "a Redis has limits of its own; remove this");

        var endpoint = ReadEndpoint(section);
        var isLocal = endpoint is null || ConfigValue.IsThisMachine(endpoint);
        var isEncrypted = section.Flag("tls", !isLocal);
        if (!isEncrypted && !isLocal) section.Warn(ConfigCodes.Waived, "tls", "whoever is between sees the password, and may say of any token that it was not used");
        var anchors = section.CertificateAuthorities("caFile");
        if (!isEncrypted && section.Has("caFile")) section.Report(ConfigCodes.Conflict, "caFile", "this Redis is spoken to without TLS, where nobody shows a certificate; say tls: true beside it, or remove this");

        var (username, password) = (section.OptionalText("username"), section.OptionalSecret("password"));
        if (username is not null && !section.Has("password")) section.Report(ConfigCodes.Missing, null, "'password' is missing: there is a 'username'");

        var timeout = section.Duration("timeout") ?? RedisSettings.DefaultTimeout;
        if (timeout > LongestTimeout) section.Report(ConfigCodes.OutOfRange, "timeout", "a mint may wait 2 seconds for it at most");
        return new RedisSettings(endpoint?.IdnHost ?? "", endpoint?.Port ?? 0, isEncrypted, anchors, username, password, ReadPrefix(section), timeout);
    }

    // A URL would have room for a password, where none is hidden from logs.
    private static Uri? ReadEndpoint(ConfigSection section)
    {
        if (section.Text("endpoint") is not { Length: > 0 } text) return null;
        var isPlain = !text.Any(static c => c <= ' ' || c is '/' or '\\' or '@' or '?' or '#');
        if (isPlain && Uri.TryCreate($"redis://{text}", UriKind.Absolute, out var url) && url is { Host.Length: > 0, Port: not 0 })
            return url.Port > 0 ? url : new UriBuilder(url) { Port = RedisSettings.DefaultPort }.Uri;

        section.Report(ConfigCodes.InvalidValue, "endpoint", "this must be a host and a port, such as redis.internal:6379; the password and tls stand beside it");
        return null;
    }

    private static string ReadPrefix(ConfigSection section)
    {
        var prefix = section.OptionalText("keyPrefix") ?? RedisSettings.DefaultKeyPrefix;
        if (prefix.Length > LongestPrefix || prefix.Any(static c => c is <= ' ' or > '~')) section.Report(ConfigCodes.InvalidValue, "keyPrefix", $"this must be {LongestPrefix} printable ASCII characters at most, without blanks");
        return prefix;
    }
}
