using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Voidkey.RealTests.Harness;
using Voidkey.Testing;

namespace Voidkey.RealTests.Servers;

/// <summary>A certificate from an authority of its own, as files.</summary>
/// <param name="AuthorityFile">The authority's certificate.</param>
/// <param name="File">The server's certificate.</param>
/// <param name="KeyFile">Its private key.</param>
internal sealed record ServerCertificate(string AuthorityFile, string File, string KeyFile)
{
    /// <param name="name">What the authority is called, and the folder.</param>
    /// <param name="host">The name it is for; null: 127.0.0.1.</param>
    public static async Task<ServerCertificate> MakeAsync(string name, string? host = null)
    {
        var folder = RunFolder.Make($"certificate-{name}");
        var made = new ServerCertificate(Path.Combine(folder, "ca.pem"), Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        var now = TimeProvider.System.GetUtcNow();

        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN={name}", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host ?? "127.0.0.1"}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (host is null) names.AddIpAddress(IPAddress.Loopback);
        else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));

        await System.IO.File.WriteAllTextAsync(made.AuthorityFile, authority.ExportCertificatePem());
        await System.IO.File.WriteAllTextAsync(made.File, certificate.ExportCertificatePem());
        await System.IO.File.WriteAllTextAsync(made.KeyFile, CanaryFolder.NoteKey(key.ExportPkcs8PrivateKeyPem()));
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(made.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return made;
    }
}
