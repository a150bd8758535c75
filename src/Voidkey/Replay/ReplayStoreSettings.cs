using Voidkey.Http;

namespace Voidkey.Replay;

/// <summary>Where uses of tokens are counted.</summary>
internal abstract record ReplayStoreSettings;

/// <summary>In this process: for one instance, until it ends.</summary>
/// <param name="MaxTokens">How many tokens are remembered, 1,000–10,000,000, at about 100 bytes each. Beyond that, tokens are refused.</param>
internal sealed record MemorySettings(int MaxTokens) : ReplayStoreSettings
{
    public const int DefaultMaxTokens = 1_000_000;
}

/// <summary>In a Redis, for all instances that share it.</summary>
/// <param name="Host">Its name or address, without brackets.</param>
/// <param name="IsEncrypted">Whether it is spoken to by TLS.</param>
/// <param name="Anchors">Whom its certificate must come from; null: from one of the system's authorities. Nothing without TLS.</param>
/// <param name="Username">Its ACL user; null: its default user.</param>
/// <param name="Password">null: it asks for none.</param>
/// <param name="KeyPrefix">What its keys begin with.</param>
/// <param name="Timeout">How long a mint waits for it.</param>
internal sealed record RedisSettings(
    string Host, int Port, bool IsEncrypted, TrustAnchors? Anchors, string? Username, Secret? Password, string KeyPrefix, TimeSpan Timeout) : ReplayStoreSettings
{
    public const int DefaultPort = 6379;
    public const string DefaultKeyPrefix = "voidkey:replay:";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>True where all is the same, the password too.</summary>
    public bool IsSameAs(RedisSettings other) =>
        this with { Password = other.Password } == other && (Password is null || other.Password is null ? Password == other.Password : Password.IsSameAs(other.Password));

    /// <summary>How it reads in the log.</summary>
    public string Endpoint => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
