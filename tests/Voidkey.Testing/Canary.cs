using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Voidkey.Testing;

/// <summary>Secrets that can be recognised wherever they turn up: a test scans everything that was printed for them.</summary>
public static class Canary
{
    private static readonly ConcurrentQueue<(string Name, string Value)> Watched = new();

    /// <summary>How many secrets are watched for. A scan that watches for none proves nothing.</summary>
    public static int Count => Watched.Count;

    /// <summary>Makes a secret that is unique, and watched for.</summary>
    /// <param name="name">What it plays, for example <c>client-secret</c>. It is part of the value.</param>
    public static Secret Make(string name)
    {
        var value = $"canary-{name}-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        Watch(name, value);
        return new Secret(value);
    }

    /// <summary>Watches for a secret that was made elsewhere, for example a token.</summary>
    /// <param name="name">What a finding calls it.</param>
    /// <param name="value">At least 8 characters, so that it is not found by chance.</param>
    public static void Watch(string name, string value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value.Length, 8, nameof(value));
        Watched.Enqueue((name, value));
        CanaryFolder.Note(name, value);
    }

    /// <summary>The names of the secrets that occur in a text; empty: nothing leaked.</summary>
    public static IReadOnlyList<string> FoundIn(string text) =>
        [.. Watched.Where(secret => text.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => secret.Name).Distinct(StringComparer.Ordinal)];
}
