using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>What a disk, an editor or another system makes of a key or a certificate is refused, and ends in no exception.</summary>
public sealed class DamagedFileTests
{
    /// <summary>The forms of an EC key. Many of their bits say on which curve it is, which may be one that the platform lacks.</summary>
    public static TheoryData<string> Labels => ["PRIVATE KEY", "EC PRIVATE KEY"];

    [Theory, MemberData(nameof(Labels))]
    public void A_key_with_any_bit_changed_is_read_or_refused(string label)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bytes = label == "PRIVATE KEY" ? key.ExportPkcs8PrivateKey() : key.ExportECPrivateKey();
        Assert.NotNull(Read(bytes).Value);
        Assert.All(Damaged(bytes), damaged => IsOneOrTheOther(Read(damaged)));

        Fetched<AssertionKey> Read(byte[] der) => AssertionKey.Read(Pem(label, der), wanted: null);
    }

    [Fact]
    public void A_certificate_with_any_bit_changed_is_read_or_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=voidkey", key, HashAlgorithmName.SHA256).CreateSelfSigned(The.Moment, The.Moment.AddDays(1));
        var pem = Pem("PRIVATE KEY", key.ExportPkcs8PrivateKey());
        Assert.NotNull(Read(certificate.RawData).Value);
        Assert.All(Damaged(certificate.RawData), damaged => IsOneOrTheOther(Read(damaged)));

        Fetched<KeyedCertificate> Read(byte[] der) => KeyedCertificate.Read(("tls.crt", Pem("CERTIFICATE", der)), ("tls.key", pem));
    }

    private static void IsOneOrTheOther<T>(Fetched<T> read)
        where T : class => Assert.Equal(read.Value is null, read.Fault.Length > 0);

    private static byte[] Pem(string label, byte[] der) => Encoding.ASCII.GetBytes(PemEncoding.WriteString(label, der));

    private static IEnumerable<byte[]> Damaged(byte[] bytes) => Enumerable.Range(0, bytes.Length * 8).Select(bit =>
    {
        var damaged = bytes.ToArray();
        damaged[bit / 8] ^= (byte)(1 << (bit % 8));
        return damaged;
    });
}
