using System.Collections.Frozen;

namespace Voidkey.Presets;

/// <summary>What is known of one vendor's identity tokens.</summary>
/// <param name="Name">What <c>clientIdps[].provider</c> says.</param>
/// <param name="DefaultIssuer">The issuer that everybody shares; null: every organisation has its own.</param>
/// <param name="Issuers">What its issuers look like.</param>
/// <param name="Algorithms">What it signs with.</param>
/// <param name="ClaimsAreAll">True where a claim that is not listed does not exist.</param>
/// <param name="Claims">The claims of its tokens, beside the registered ones (RFC 7519 §4.1).</param>
internal sealed record IdpPreset(string Name, string? DefaultIssuer, IssuerForm Issuers, IReadOnlyList<string> Algorithms, bool ClaimsAreAll, IReadOnlyList<PresetClaim> Claims)
{
    private readonly FrozenDictionary<string, PresetClaim> _byName = Claims.ToFrozenDictionary(static claim => claim.Name, StringComparer.Ordinal);

    /// <summary>What claims begin with whose rest an administrator chooses.</summary>
    public string? OpenPrefix { get; init; }

    /// <summary>What runs for pull and merge requests look like.</summary>
    public IReadOnlyList<PullRequestRun> PullRequests { get; init; } = [];

    /// <summary>Why a whole subject is the wrong thing to compare; null: it is not.</summary>
    public string? SubjectTrap { get; init; }

    public PresetClaim? Claim(string name) => _byName.GetValueOrDefault(name);
}
