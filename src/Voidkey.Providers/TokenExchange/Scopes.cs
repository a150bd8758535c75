using System.Buffers;

namespace Voidkey.Providers.TokenExchange;

/// <summary>What a token is good for (RFC 6749 §3.3): words of printable ASCII without <c>"</c> and <c>\</c>.</summary>
internal static class Scopes
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static c => (char)c).Where(static c => c is not ('"' or '\\'))]);

    public static bool AreWellFormed(IReadOnlyList<string> scopes) => scopes.All(IsWellFormed);

    public static bool IsWellFormed(string scope) => scope.Length > 0 && !scope.AsSpan().ContainsAnyExcept(Allowed);
}
