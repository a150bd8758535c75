using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>A private key that signs tokens, and the public key that an identity provider publishes for it. Safe for concurrent use.</summary>
public sealed class SigningKey
{
    private readonly Lock _gate = new();
    private readonly JwsAlgorithm _algorithm;
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;
    private readonly byte[]? _lent;
    private readonly JsonObject _publicJwk;

    private SigningKey(JwsAlgorithm algorithm, string? keyId)
    {
        _algorithm = algorithm;
        if (algorithm.Curve is { } curve)
        {
            _ecdsa = ECDsa.Create(curve);
            _publicJwk = PublicJwkOf(_ecdsa, algorithm.CurveName!);
        }
        else
        {
            _lent = KeyMaterial.Shared.TakeRsa();
            _rsa = RSA.Create();
            _rsa.ImportPkcs8PrivateKey(_lent, out _);
            _publicJwk = PublicJwkOf(_rsa);
        }

        KeyId = keyId ?? Thumbprint(_publicJwk);
        _publicJwk["kid"] = KeyId;
        _publicJwk["alg"] = algorithm.Name;
        _publicJwk["use"] = "sig";
    }

    ~SigningKey()
    {
        if (_lent is not null) KeyMaterial.Shared.Return(_lent);
    }

    /// <summary>The <c>alg</c> of what it signs, for example <c>RS256</c>.</summary>
    public string Algorithm => _algorithm.Name;

    /// <summary>The <c>kid</c>: the key's RFC 7638 thumbprint unless another was given.</summary>
    public string KeyId { get; }

    /// <summary>Makes a key that no other key in use equals.</summary>
    /// <param name="algorithm">RS, PS or ES, 256 to 512. RSA keys have 2048 bits.</param>
    /// <param name="keyId">The <c>kid</c>; null: the key's thumbprint.</param>
    public static SigningKey Create(string algorithm = "RS256", string? keyId = null) => new(JwsAlgorithm.Named(algorithm), keyId);

    /// <summary>The public key as a JWK (RFC 7517) with <c>kid</c>, <c>alg</c> and <c>use</c>. A copy: change it at will.</summary>
    public JsonObject PublicJwk() => (JsonObject)_publicJwk.DeepClone();

    /// <summary>The private key as PEM (PKCS#8), for a file.</summary>
    public Secret PrivateKeyPem()
    {
        lock (_gate) return new Secret(CanaryFolder.NoteKey((_rsa as AsymmetricAlgorithm ?? _ecdsa!).ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Signs bytes as JWS does: ECDSA signatures are R‖S of fixed length.</summary>
    public byte[] Sign(byte[] data)
    {
        lock (_gate)
        {
            return _rsa is not null ? _rsa.SignData(data, _algorithm.Hash, _algorithm.Padding!) : _ecdsa!.SignData(data, _algorithm.Hash);
        }
    }

    /// <summary>Makes a compact JWS of two texts exactly as they are, well-formed or not.</summary>
    public Secret SignJws(string headerJson, string payloadJson)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(headerJson))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payloadJson))}";
        return new Secret($"{signed}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(signed)))}");
    }

    private static JsonObject PublicJwkOf(RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };
    }

    private static JsonObject PublicJwkOf(ECDsa ecdsa, string curve)
    {
        var key = ecdsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(key.Q.X), ["y"] = Base64Url.EncodeToString(key.Q.Y) };
    }

    // RFC 7638 §3.2: the required members only, in lexicographic order.
    private static string Thumbprint(JsonObject jwk)
    {
        var members = jwk.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":\"{member.Value}\"");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}")));
    }
}
