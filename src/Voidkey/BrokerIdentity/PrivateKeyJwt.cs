using Microsoft.Extensions.Logging;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary><c>private_key_jwt</c>: a short assertion, signed for every request (RFC 7523 §2.2, OpenID Connect Core 1.0 §9). The provider knows the public key only.</summary>
/// <param name="File">The whole path of the PEM file with the private key, which may be replaced at any time.</param>
/// <param name="KeyId">The <c>kid</c> that the provider knows the key by; null: none is sent.</param>
/// <param name="Algorithm">What to sign with; null: what fits the key.</param>
/// <param name="Audience">The assertion's <c>aud</c>; null: the URL of the token endpoint.</param>
internal sealed record PrivateKeyJwt(string File, string? KeyId = null, SignatureAlgorithm? Algorithm = null, string? Audience = null) : ClientAuthentication
{
    /// <summary>What was in the file when the configuration was loaded; null: not known.</summary>
    public AssertionKey? First { get; init; }

    /// <summary>What is in the file now, or why that is of no use.</summary>
    public Fetched<AssertionKey> ReadOnce() => FileContent<AssertionKey>.ReadOnce([File], Read);

    public override IReadOnlyList<IClientProof> Open(string clientId, OutboundHttp http, TimeProvider time, ILogger logger) =>
        [new SignedAssertion(this, clientId, new FileContent<AssertionKey>([File], Read, First), http, time, logger)];

    public override bool IsSameAs(ClientAuthentication other) => other is PrivateKeyJwt key && this with { First = key.First } == key;

    private Fetched<AssertionKey> Read(IReadOnlyList<byte[]> contents)
    {
        var (key, fault) = AssertionKey.Read(contents[0], Algorithm);
        return new(key, key is null ? $"{File}: {fault}" : "");
    }
}
