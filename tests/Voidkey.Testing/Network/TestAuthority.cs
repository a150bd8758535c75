using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Voidkey.Testing;

/// <summary>A certificate authority that nobody trusts who is not told to. Its certificates are good or not by the machine's clock, as those that look at them go by it.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa _key;
    private readonly X509Certificate2 _certificate;

    private TestAuthority(ECDsa key, X509Certificate2 certificate) => (_key, _certificate) = (key, certificate);

    /// <summary>Its certificate, as a <c>caFile</c> holds it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Its private key, as PKCS #8 in PEM.</summary>
    public string PrivateKeyPem => _key.ExportPkcs8PrivateKeyPem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>An authority of its own making.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="mayIssue">Whether its certificate says that it is an authority's.</param>
    /// <param name="until">When its certificate ends; null: in ten days.</param>
    public static TestAuthority Root(string name = "A private CA", bool mayIssue = true, DateTimeOffset? until = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(key, Request(name, key, mayIssue).CreateSelfSigned(Now.AddDays(-10), until ?? Now.AddDays(10)));
    }

    /// <summary>An authority that this one vouches for.</summary>
    /// <param name="mayIssue">Whether its certificate says that it is an authority's.</param>
    public TestAuthority Intermediate(bool mayIssue = true)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Request("A CA between", key, mayIssue).Create(_certificate, Now.AddDays(-5), Now.AddDays(5), RandomNumberGenerator.GetBytes(8));
        return new TestAuthority(key, issued.CopyWithPrivateKey(key));
    }

    /// <summary>A server's certificate with its private key.</summary>
    /// <param name="host">A name, or an address.</param>
    /// <param name="fromDays">From when it is good, in days from now.</param>
    /// <param name="untilDays">Until when.</param>
    /// <param name="use">The object identifier of what it is for.</param>
    public X509Certificate2 Issue(string host = "localhost", int fromDays = -1, int untilDays = 1, string use = ServerAuthentication)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = ServerRequest(host, use, key)
            .Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), Now.AddDays(fromDays), Now.AddDays(untilDays), RandomNumberGenerator.GetBytes(8));
        using var made = issued.CopyWithPrivateKey(key);
        return Usable(made);
    }

    /// <summary>A server's certificate that no authority vouches for, with its private key.</summary>
    public static X509Certificate2 SelfSigned(string host = "localhost")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = ServerRequest(host, ServerAuthentication, key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return Usable(made);
    }

    /// <summary>Its certificate, without its private key.</summary>
    public X509Certificate2 PublicHalf() => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }

    private static CertificateRequest Request(string name, ECDsa key, bool mayIssue)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(mayIssue, false, 0, true));
        return request;
    }

    private static CertificateRequest ServerRequest(string host, string use, ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return request;
    }

    // A key that was only just made is of no use to a server's TLS everywhere.
    private static X509Certificate2 Usable(X509Certificate2 made) => X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
}
