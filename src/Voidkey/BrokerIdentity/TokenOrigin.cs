using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Where the broker's own token comes from. Exactly one is configured.</summary>
internal abstract record TokenOrigin
{
    /// <summary>Begins nothing: the first one who wants a token does.</summary>
    public abstract CachedTokenSource Open(OutboundHttp http, TimeProvider time, ILogger logger);

    /// <summary>True where both give the same tokens, so that what is held of one serves for the other. Whatever is added counts, unless it is said there not to.</summary>
    public abstract bool IsSameAs(TokenOrigin other);
}
