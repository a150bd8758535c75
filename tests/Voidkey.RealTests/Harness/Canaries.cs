using System.Collections.Concurrent;
using Voidkey.Testing;

namespace Voidkey.RealTests.Harness;

/// <summary>Every secret that the run has seen. None of them may turn up in anything the broker writes.</summary>
internal static class Canaries
{
    private static readonly ConcurrentDictionary<string, bool> Secrets = new(StringComparer.Ordinal);

    public static string Add(string secret)
    {
        if (Secrets.TryAdd(secret, true)) CanaryFolder.Note("secret of a real server", secret);
        return secret;
    }

    public static void AssertNoneIn(string text, string where)
    {
        CanaryFolder.Said(where, text);
        foreach (var secret in Secrets.Keys) Assert.False(text.Contains(secret, StringComparison.Ordinal), $"a secret is in {where}: {secret[..6]}…");
    }
}
