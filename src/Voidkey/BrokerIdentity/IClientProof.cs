using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>One way of proving to a token endpoint which client we are.</summary>
internal interface IClientProof
{
    /// <summary>Adds the proof to a token request that is to be sent at once.</summary>
    /// <param name="request">Its URL is the token endpoint's.</param>
    /// <param name="form">The request's parameters; what they hold is for the endpoint only.</param>
    /// <param name="ct">The time limit.</param>
    /// <returns>The way out that the request must take; or why there is no proof.</returns>
    ValueTask<Fetched<OutboundHttp>> AddToAsync(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, CancellationToken ct);
}
