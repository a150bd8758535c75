namespace Voidkey.Server.Requests;

/// <summary>What a mint request asks for, whichever surface it came by.</summary>
/// <param name="All">True: every key of the identity.</param>
/// <param name="Duration">The lifetime asked for in seconds; null: each key's own.</param>
/// <param name="Token">The token in the body; compatible surface only.</param>
/// <param name="IdpName">The provider the caller believes in; compatible surface only.</param>
internal sealed record MintBody(bool All, IReadOnlyList<string>? Keys, long? Duration, Secret? Token = null, string? IdpName = null)
{
    // Above any cloud's maximum, so lowering to the key's cap loses nothing, and no arithmetic overflows.
    private const long LongestSeconds = 10L * 365 * 86_400;

    /// <summary>The checks that need no identity: what is asked for at all, and how many, counted before duplicates collapse.</summary>
    /// <returns>Why the request is wrong, or null.</returns>
    public string? Fault(int maxKeys)
    {
        if (Duration < 1) return "'duration' must be a whole number of seconds, at least 1.";
        if (All) return null;
        if (Keys is null or { Count: 0 }) return "Say which keys you want ('keys'), or 'all': true.";
        return Keys.Count > maxKeys ? $"At most {maxKeys} keys can be asked for at once." : null;
    }

    public MintCommand ToCommand(Secret token, RequestOrigin origin) =>
        new(token, All ? null : Keys, Duration is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)) : null, IdpName, origin);
}
