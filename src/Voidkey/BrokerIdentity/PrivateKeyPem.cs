using System.Security.Cryptography;
using System.Text;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Reads a private key from PEM (RFC 7468): PKCS#8, PKCS#1, or SEC 1. RSA of 2048 to 16384 bits, or EC on P-256, P-384 or P-521.</summary>
internal static class PrivateKeyPem
{
    private const string Encrypted = "it is encrypted, and nobody is there to type the passphrase; 'openssl pkey -in OLD -out NEW' writes it without one";
    private const string Unfit = "its private key is damaged, or neither RSA nor EC on P-256, P-384 or P-521";
    private const int MinRsaBits = 2048;

    private static readonly Dictionary<string, string> Curves = new(StringComparer.Ordinal) { ["1.2.840.10045.3.1.7"] = "P-256", ["1.3.132.0.34"] = "P-384", ["1.3.132.0.35"] = "P-521" };

    /// <param name="pem">The file: one private key, and whatever certificates or parameters beside it.</param>
    /// <returns>An <see cref="RSA"/> or an <see cref="ECDsa"/>; or why there is none, which goes on after "FILE: ".</returns>
    public static Fetched<AsymmetricAlgorithm> Read(ReadOnlySpan<byte> pem)
    {
        // Cleared afterwards, as a string could not be. What is not ASCII is in no block.
        if (pem.StartsWith("\ufeff"u8)) pem = pem[3..];
        var text = new char[pem.Length];
        try
        {
            Encoding.Latin1.GetChars(pem, text);
            return Find(text, out var block) is { } fault ? new(null, fault) : Import(text.AsSpan()[block]);
        }
        catch (CryptographicException)
        {
            return new(null, Unfit);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    /// <returns>The curve's name (RFC 7518 §6.2.1.1); null where it is none of the three.</returns>
    public static string? CurveOf(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value is { } id ? Curves.GetValueOrDefault(id) : null;
    }

    private static string? Find(ReadOnlySpan<char> text, out Range block)
    {
        block = default;
        if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)) return Encrypted;

        var (found, keys, at) = (0, 0, 0);
        while (PemEncoding.TryFind(text[at..], out var fields))
        {
            found++;
            var label = text[at..][fields.Label];
            if (label.SequenceEqual("OPENSSH PRIVATE KEY")) return "its private key is in OpenSSH's own form; 'ssh-keygen -p -m PKCS8 -f FILE' writes it as PKCS#8";
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                keys++;
                block = (at + fields.Location.Start.Value)..(at + fields.Location.End.Value);
            }

            at += fields.Location.End.Value;
        }

        // A damaged block is not found; what is missing must not go unseen.
        if (text.Count("-----BEGIN ") != found) return "something in it is not a whole PEM block";
        return keys switch
        {
            1 => null,
            0 => "there is no PEM private key in it: '-----BEGIN PRIVATE KEY-----'",
            _ => "there is more than one private key in it",
        };
    }

    private static Fetched<AsymmetricAlgorithm> Import(ReadOnlySpan<char> block)
    {
        if (TryImport(RSA.Create(), block) is RSA rsa) return rsa.KeySize >= MinRsaBits ? new(rsa, "") : new(null, $"its RSA key has {rsa.KeySize} bits, and {MinRsaBits} are the least");
        return TryImport(ECDsa.Create(), block) is ECDsa ec && CurveOf(ec) is not null ? new(ec, "") : new(null, Unfit);
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, ReadOnlySpan<char> block)
    {
        try
        {
            // A curve that this system's library lacks is not supported; that is how whoever has such a key is told.
            key.ImportFromPem(block);
            return key;
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            key.Dispose();
            return null;
        }
    }
}
