using Voidkey.Contracts;

namespace Voidkey.Cli.Broker;

/// <summary>One key as it came from the broker.</summary>
/// <param name="Variables">Environment variable → value, in the broker's order. The values are secrets.</param>
internal sealed record KeyCredentials(string Name, string Provider, DateTimeOffset ExpiresAt, IReadOnlyDictionary<string, string> Variables);

/// <summary>Checks that an answer is the answer to what was asked.</summary>
internal static class MintedKeys
{
    /// <param name="asked">The names asked for, in the order to print; empty when all were asked for.</param>
    /// <returns>The keys in the order asked, or in the broker's.</returns>
    public static Result<IReadOnlyList<KeyCredentials>> Of(MintResponse answer, IReadOnlyList<string> asked)
    {
        if (!SameNames(answer.Credentials.Keys, answer.Keys.Keys)) return Broken("its credentials and its keys do not have the same names");
        if (asked.Count > 0 && !SameNames(answer.Credentials.Keys, asked)) return Broken("it holds other keys than those asked for");

        // Nullability says nothing about what is inside a dictionary.
        if (answer.Keys.Values.Any(k => k is null)) return Broken("a key has no provider and expiry");
        if (answer.Credentials.Values.Any(c => c is null || c.Values.Any(v => v is null))) return Broken("a credential has no value");

        var names = asked.Count > 0 ? asked : [.. answer.Credentials.Keys];
        return names.Select(n => new KeyCredentials(n, answer.Keys[n].Provider, answer.Keys[n].ExpiresAt, answer.Credentials[n])).ToList();
    }

    private static bool SameNames(IEnumerable<string> a, IEnumerable<string> b) => a.ToHashSet(StringComparer.Ordinal).SetEquals(b);

    private static Failure Broken(string reason) => Failure.InvalidAnswer("the answer does not fit the request, so nothing of it was used", reason);
}
