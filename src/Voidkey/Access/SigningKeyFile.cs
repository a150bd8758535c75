using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Voidkey.BrokerIdentity;

namespace Voidkey.Access;

/// <summary>A private key in a PEM file that somebody may replace at any time, for a cloud that wants signed assertions. The key itself is not to be had.</summary>
/// <remarks>A broken new version leaves the old one in force. RSA of 2048 bits or more signs RS256; EC signs what its curve is for (RFC 7518 §3.4).</remarks>
public sealed class SigningKeyFile
{
    private readonly FileContent<AssertionKey> _file;

    internal SigningKeyFile(FileContent<AssertionKey> file) => _file = file;

    /// <summary>Signs a JWT (RFC 7519) with the header <c>alg</c>, <c>typ</c>.</summary>
    /// <param name="claims">Writes the members of the payload.</param>
    /// <returns>The token; or, where there is no usable key, why in the second part, which names the file and shows nothing of it.</returns>
    public async ValueTask<(Secret? Token, string Fault)> SignAsync(Action<Utf8JsonWriter> claims, CancellationToken ct)
    {
        var (key, fault) = await _file.LookAsync(ct);
        if (key is null) return (null, fault);

        var header = Encoded(json =>
        {
            json.WriteString("alg"u8, key.Algorithm.Name);
            json.WriteString("typ"u8, "JWT"u8);
        });
        var signed = $"{header}.{Encoded(claims)}";
        return (new Secret($"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}"), "");
    }

    private static string Encoded(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
