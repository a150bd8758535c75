using System.Net;
using System.Text.Json;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Policy;
using Voidkey.Presets;
using Voidkey.Replay;

namespace Voidkey.Configuration;

/// <summary>The configuration as it was written: read and typed, references not resolved yet.</summary>
internal sealed record BrokerConfig(
    BrokerIdpConfig? BrokerIdp,
    IReadOnlyList<ClientIdpConfig> ClientIdps,
    IReadOnlyList<AccessProviderConfig> AccessProviders,
    IReadOnlyList<ClientIdentityConfig> ClientIdentities,
    string? Default,
    ReplayStoreSettings ReplayStore,
    ServerSettings Settings,
    IReadOnlyList<string> IgnoredFindings,
    IReadOnlyList<PolicyTestConfig> Tests,
    ConfigSection Section)
{
    /// <summary>Who runs the broker: as <see cref="ClientIdentities"/>, without keys.</summary>
    public IReadOnlyList<ClientIdentityConfig> Operators { get; init; } = [];
}

/// <param name="Audience">Whom the token is for where an access provider does not say; null: nobody says.</param>
internal sealed record BrokerIdpConfig(string? Audience, TokenOrigin Origin, ConfigSection Section);

internal sealed record ClientIdpConfig(string Name, ConfigSection Section)
{
    /// <summary>A custom type; null: its tokens are JWTs. What the members of such an entry are its type knows, so the section is still open.</summary>
    public string? Type { get; init; }

    /// <summary>What <c>provider</c> names; null where it says nothing.</summary>
    public IdpPreset? Preset { get; init; }

    public string Issuer { get; init; } = "";

    public IReadOnlyList<string>? Audience { get; init; }

    public bool ValidateAudience { get; init; }

    public IReadOnlyList<string>? Algorithms { get; init; }

    public Uri? JwksUri { get; init; }

    /// <summary>The key set as JSON.</summary>
    public string? Jwks { get; init; }

    /// <summary>The whole path of the file with the key set.</summary>
    public string? JwksFile { get; init; }

    public TrustAnchors? Anchors { get; init; }

    public IReadOnlyList<ClaimRule> RequiredClaims { get; init; } = [];

    public TimeSpan? ClockSkew { get; init; }

    public TimeSpan? MaxTokenAge { get; init; }

    public IReadOnlyList<string>? TokenTypes { get; init; }

    public TimeSpan? FreshFor { get; init; }

    public TimeSpan? StaleFor { get; init; }

    public int? AllowedUses { get; init; }

    /// <summary>Null: nobody logs in there.</summary>
    public IdpLogin? Login { get; init; }

    /// <summary>True: as if each of its identities said so.</summary>
    public bool IsExplainedToCallers { get; init; }
}

internal sealed record AccessProviderConfig(
    string Name, string Type, string? Audience, string? ExpectedIssuer, string? ExpectedAudience, TimeSpan? DefaultDuration, TimeSpan? MaxDuration, ConfigSection Section);

/// <param name="MatchText">The <c>match</c> as it is written, to compare.</param>
internal sealed record ClientIdentityConfig(
    string? Name,
    string? Subject,
    string Idp,
    IReadOnlyList<ClaimRule> Match,
    IdentityConstraints Constraints,
    IReadOnlyList<KeyConfig> Keys,
    string MatchText,
    bool IsExplainedToCallers,
    IReadOnlyList<string> IgnoredFindings,
    ConfigSection Section);

internal sealed record KeyConfig(string Name, string Provider, TimeSpan? Duration, TimeSpan? MaxDuration, string? Description, ConfigSection Section);

/// <summary>What callers with these claims may have, and what they may not. Nothing that serves looks at it.</summary>
/// <param name="Claims">As a token would have them; what it does not say is filled in when the test runs.</param>
/// <param name="Substituted">The texts in the claims that came out of a substitution: they are not shown.</param>
/// <param name="At">When it is taken to be asked; null: whenever the test runs.</param>
/// <param name="SourceIp">Where the caller is taken to come from; null: not known.</param>
internal sealed record PolicyTestConfig(
    string Name,
    string Idp,
    JsonElement Claims,
    IReadOnlyList<Secret> Substituted,
    IReadOnlyList<string> Allow,
    IReadOnlyList<string> Deny,
    DateTimeOffset? At,
    IPAddress? SourceIp,
    ConfigSection Section);
