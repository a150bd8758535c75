using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>How the broker proves to a token endpoint which client it is (RFC 6749 §2.3).</summary>
internal abstract record ClientAuthentication
{
    /// <summary>The member of discovery's <c>mtls_endpoint_aliases</c> counts before the one of the same name (RFC 8705 §5).</summary>
    public virtual bool UsesMutualTls => false;

    /// <param name="http">The way out to the token endpoint.</param>
    /// <returns>The ways of proving it, at least one. A second one is tried where the first is refused as <c>invalid_client</c>.</returns>
    public abstract IReadOnlyList<IClientProof> Open(string clientId, OutboundHttp http, TimeProvider time, ILogger logger);

    /// <summary>True where both prove the same. What a file holds does not count: it may change at any time.</summary>
    public abstract bool IsSameAs(ClientAuthentication other);
}
