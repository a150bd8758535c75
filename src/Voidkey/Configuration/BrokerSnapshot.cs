using Voidkey.BrokerIdentity;
using Voidkey.Identity;
using Voidkey.Limits;
using Voidkey.Policy;
using Voidkey.Replay;

namespace Voidkey.Configuration;

/// <summary>What a configuration means: every name resolved, every text parsed, nothing left to look up but at run time. Immutable.</summary>
public sealed class BrokerSnapshot
{
    internal BrokerSnapshot(
        IReadOnlyList<TrustedIssuer> issuers,
        string? defaultIdp,
        TokenOrigin? brokerIdentity,
        IReadOnlyList<IdentityRule> identities,
        ReplayStoreSettings replayStore,
        ServerSettings settings,
        ConfigOutline outline)
    {
        (Issuers, BrokerIdentity, Identities, ReplayStore, Settings, Outline) = (issuers, brokerIdentity, identities, replayStore, settings, outline);
        ClientIdps = [.. issuers.Select(issuer => new ClientIdp(issuer.Name, issuer.Issuer, issuer.Audiences, string.Equals(issuer.Name, defaultIdp, StringComparison.Ordinal), issuer.Type) { Login = issuer.Login })];
    }

    /// <summary>The longest subject token that is looked at, in characters.</summary>
    public const int MaxTokenLength = CompactJws.MaxLength;

    /// <summary>The client identity providers in the order of the configuration.</summary>
    public IReadOnlyList<ClientIdp> ClientIdps { get; }

    /// <summary>The sections around the broker.</summary>
    public ServerSettings Settings { get; }

    /// <summary>Names the configuration: the same for the same text, on every replica. Secrets are no part of it.</summary>
    public string Hash => Outline.Hash;

    internal ConfigOutline Outline { get; }

    /// <summary>Whether tokens of any client IdP may be used so often only.</summary>
    public bool CountsUses => Issuers.Any(static issuer => issuer.AllowedUses is not null);

    internal ReplayStoreSettings ReplayStore { get; }

    internal IReadOnlyList<TrustedIssuer> Issuers { get; }

    internal TokenOrigin? BrokerIdentity { get; }

    internal IReadOnlyList<IdentityRule> Identities { get; }

    /// <summary>Who runs the broker; empty: nobody may ask for more than callers may.</summary>
    internal IReadOnlyList<IdentityRule> Operators { get; init; } = [];

    /// <summary>The access providers in the order of the configuration.</summary>
    internal IReadOnlyList<ConfiguredProvider> Providers { get; init; } = [];

    /// <summary>Who the broker's own token is asked for.</summary>
    internal IEnumerable<string> Audiences => Identities.SelectMany(static identity => identity.Keys).Where(static key => key.Key.NeedsBrokerToken).Select(static key => key.Audience).Distinct(StringComparer.Ordinal);
}

/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The <c>iss</c> of its tokens.</param>
/// <param name="Audiences">One of these must be in <c>aud</c>; null: not checked.</param>
/// <param name="IsDefault">True for the configuration's <c>default</c>.</param>
/// <param name="Type">The preset that <c>provider</c> names; else <c>oidc</c>.</param>
public sealed record ClientIdp(string Name, string Issuer, IReadOnlyList<string>? Audiences, bool IsDefault, string Type = TrustedIssuer.UnknownType)
{
    /// <summary>How people get a token of it; null: they do not.</summary>
    public IdpLogin? Login { get; init; }
}

/// <param name="Type">As it is written: an alias stays one.</param>
/// <param name="Keys">How many keys are minted there.</param>
/// <param name="Bulkhead">Bounds the mints under way there.</param>
internal sealed record ConfiguredProvider(string Name, string Type, int Keys, Bulkhead Bulkhead);
