using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Where an issuer's keys come from.</summary>
internal abstract record KeyOrigin
{
    public abstract ISigningKeys Open(TrustedIssuer issuer, OutboundHttp http, TimeProvider time, ILogger logger);

    /// <summary>What another configuration holds already, for use under this one; null where it must be opened anew, which costs nothing where nothing is fetched.</summary>
    /// <param name="origin">Where <paramref name="held"/> comes from.</param>
    public virtual ISigningKeys? TakeOver(ISigningKeys held, KeyOrigin origin) => null;

    /// <summary>They are fetched.</summary>
    /// <param name="Uri">Where they are; null: where the issuer's discovery document says.</param>
    /// <param name="Cache">How long they are used.</param>
    /// <param name="Anchors">Whose certificates the issuer has; null: those that the system trusts.</param>
    public sealed record Remote(Uri? Uri, KeyCachePolicy Cache, TrustAnchors? Anchors = null) : KeyOrigin
    {
        public override ISigningKeys Open(TrustedIssuer issuer, OutboundHttp http, TimeProvider time, ILogger logger) =>
            new SigningKeys(issuer.Name, new KeySetSource(issuer, Uri, http.Trusting(Anchors), logger).FetchAsync, Cache, time);

        public override ISigningKeys? TakeOver(ISigningKeys held, KeyOrigin origin) =>
            held is SigningKeys keys && origin is Remote before && before with { Cache = Cache } == this ? keys.Under(Cache) : null;
    }

    /// <summary>They stand in a file, which may be replaced at any time.</summary>
    /// <param name="Path">The whole path.</param>
    /// <param name="First">What was in it when the configuration was loaded.</param>
    public sealed record InFile(string Path, KeySet First) : KeyOrigin
    {
        public override ISigningKeys Open(TrustedIssuer issuer, OutboundHttp http, TimeProvider time, ILogger logger) =>
            new SigningKeys(issuer.Name, new KeySetFile(issuer, Path, logger).ReadAsync, KeyCachePolicy.OfFile, time, First);
    }

    /// <summary>There are none: its tokens are verified by an <see cref="IBoundIdp"/>.</summary>
    public sealed record None : KeyOrigin
    {
        public override ISigningKeys Open(TrustedIssuer issuer, OutboundHttp http, TimeProvider time, ILogger logger) => throw new InvalidOperationException($"{issuer.Name} has no keys.");
    }

    /// <summary>They stand in the configuration.</summary>
    public sealed record Inline(KeySet Keys) : KeyOrigin
    {
        public override ISigningKeys Open(TrustedIssuer issuer, OutboundHttp http, TimeProvider time, ILogger logger) => new FixedKeys(issuer.Name, Keys);
    }
}
