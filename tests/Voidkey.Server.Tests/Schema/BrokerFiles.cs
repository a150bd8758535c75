using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Voidkey.Testing;

namespace Voidkey.Server.Tests.Schema;

/// <summary>The files by which a broker proves who it is. They are made once for all: what is in them matters to nobody here.</summary>
internal static class BrokerFiles
{
    private static readonly Lazy<(string Key, string Certificate)> Pair = new(static () =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=voidkey", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(150));
        return (key.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem());
    });

    private static readonly FakeIdp Platform = new("https://platform.example.test", TimeProvider.System, "ES256");

    /// <summary>A private key, a certificate with it, and tokens for nobody in particular and for <c>sts.example.test</c>.</summary>
    public static void WriteTo(string folder)
    {
        foreach (var name in new[] { "broker.key", "client.key" }) WriteKey(Path.Combine(folder, name));
        WriteCertificate(Path.Combine(folder, "client.crt"));
        WriteToken(Path.Combine(folder, "broker.token"), "voidkey");
        WriteToken(Path.Combine(folder, "sts.token"), "sts.example.test");
    }

    public static void WriteKey(string path)
    {
        File.WriteAllText(path, Pair.Value.Key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static void WriteCertificate(string path) => File.WriteAllText(path, Pair.Value.Certificate);

    public static void WriteToken(string path, string audience, string? issuer = null) =>
        File.WriteAllText(path, Platform.Issue("voidkey", audience, claims: issuer is null ? null : new JsonObject { ["iss"] = issuer }).Reveal());
}
