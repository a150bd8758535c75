using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>An identity provider behind https at which clients are registered that have no secret: with a key that they sign with, or a certificate that they show.</summary>
public sealed class RegisteredClients : IAsyncLifetime
{
    /// <summary>Signs with the algorithm behind it.</summary>
    public const string Signs = "broker-signs-";

    /// <summary>Shows a certificate of the authority that the provider trusts, for this name.</summary>
    public const string ShowsIssued = "broker-shows-issued";

    /// <summary>Shows a certificate that signs itself, and is registered as it is.</summary>
    public const string ShowsOwn = "broker-shows-own";

    private const string ClientName = "broker.example.test";

    private readonly string _folder = RunFolder.Make("registered-clients");
    private IdentityProvider? _provider;

    internal IdentityProvider Provider => _provider ?? throw new InvalidOperationException("it has not been started");

    internal ServerCertificate Server { get; private set; } = null!;

    internal ServerCertificate Issued { get; private set; } = null!;

    public string KeyFile(string algorithm) => Path.Combine(_folder, $"{algorithm}.pem");

    public string OwnFile(string extension) => Path.Combine(_folder, $"own.{extension}");

    public async ValueTask InitializeAsync()
    {
        if (await IdentityProvider.InstallAsync() is not null) return;

        (Server, Issued) = (await ServerCertificate.MakeAsync("registered"), await ServerCertificate.MakeAsync("registered-client", ClientName));
        JsonObject[] clients =
        [
            .. new[] { "RS256", "ES256", "PS256" }.Select(MakeKey),
            new JsonObject { ["client_id"] = ShowsIssued, ["token_endpoint_auth_method"] = "tls_client_auth", ["tls_client_auth_san_dns"] = ClientName },
            MakeOwn(),
        ];
        _provider = new IdentityProvider("registered", certificate: Server, clientAuthority: Issued.AuthorityFile, more: clients);
        await _provider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null) await _provider.DisposeAsync();
    }

    private JsonObject MakeKey(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm[0] == 'E' ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        Keep(KeyFile(algorithm), key.ExportPkcs8PrivateKeyPem());
        return new JsonObject
        {
            ["client_id"] = Signs + algorithm,
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["token_endpoint_auth_signing_alg"] = algorithm,
            ["public_key"] = key.ExportSubjectPublicKeyInfoPem(),
        };
    }

    private JsonObject MakeOwn()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var own = new CertificateRequest($"CN={ShowsOwn}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Keep(OwnFile("key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(OwnFile("pem"), own.ExportCertificatePem());
        return new JsonObject { ["client_id"] = ShowsOwn, ["token_endpoint_auth_method"] = "self_signed_tls_client_auth", ["certificate"] = own.ExportCertificatePem() };
    }

    private static void Keep(string path, string privateKey)
    {
        Canaries.Add(privateKey.Split('\n')[2]);
        File.WriteAllText(path, privateKey);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
