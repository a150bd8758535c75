namespace Voidkey.Providers.Http;

/// <summary>Where a request goes, fixed at load.</summary>
/// <param name="Url">All of it, the query included.</param>
/// <param name="IsBearer">True where the broker's token is shown in <c>Authorization: Bearer</c> (RFC 6750 §2.1).</param>
internal sealed record Endpoint(Uri Url, HttpMethod Method, bool IsBearer);
