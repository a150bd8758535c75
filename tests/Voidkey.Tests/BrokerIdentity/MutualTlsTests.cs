using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Testing;
using Voidkey.Tests.Http;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>The broker proves who it is by a certificate within TLS (RFC 8705 §2), over real TLS.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const int Read = 1203;
    private const int Failed = 1204;
    private const string Token = """{"access_token":"opaque-token","expires_in":600}""";

    private static readonly TestAuthority Ca = TestAuthority.Root();
    private static readonly TrustAnchors Anchors = TrustAnchors.TryRead(Ca.Pem, out var anchors, out _) ? anchors : throw new InvalidOperationException();

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-certificate-").FullName;
    private readonly CapturedLog _log = new();
    private readonly OutboundHttp _http = new();
    private readonly MutualTlsServer _server = new(Ca) { Answer = static _ => Token };

    private string CertificateFile => Path.Combine(_folder, "client.pem");

    private string KeyFile => Path.Combine(_folder, "client.key");

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_certificate_is_shown_and_the_body_says_whose_it_is()
    {
        var shown = Write(Ca.Issue("broker", use: ForClients));
        await GetsAsync(Open());

        var (request, body, thumbprint, _) = Assert.Single(_server.Seen);
        Assert.Equal(("POST /token HTTP/1.1", "grant_type=client_credentials&audience=sts.example&client_id=voidkey", shown), (request, body, thumbprint));
    }

    [Fact]
    public async Task What_stands_between_it_and_a_root_is_shown_with_it()
    {
        using var between = Ca.Intermediate();
        Write(between.Issue("broker", use: ForClients), between.Pem);
        await GetsAsync(Open());
        Assert.Equal(1, Assert.Single(_server.Seen).Chain);
    }

    [Fact]
    public async Task One_file_may_hold_both_and_the_key_may_be_RSA()
    {
        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(CertificateFile, $"{key.ExportRSAPrivateKeyPem()}\n{own.ExportCertificatePem()}");
        await GetsAsync(new ClientCredentials(null, Endpoint, "voidkey", new MutualTls(CertificateFile, CertificateFile, Anchors), [], Anchors).Open(_http, TimeProvider.System, _log));
        Assert.Equal(own.GetCertHashString(HashAlgorithmName.SHA256), Assert.Single(_server.Seen).Thumbprint);
    }

    [Fact]
    public async Task The_next_request_shows_what_is_in_the_files_then()
    {
        var old = Write(Ca.Issue("broker", use: ForClients));
        var source = Open();
        await GetsAsync(source);
        await GetsAsync(source, "a second");
        var @new = Write(Ca.Issue("broker", use: ForClients));
        await GetsAsync(source, "a third");

        Assert.Equal([old, old, @new], _server.Seen.Select(static seen => seen.Thumbprint));
        Assert.Equal((2, 0), (_log.Count(Read), _log.Count(Failed)));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "a key of another certificate", "not the private key of the first certificate" },
        { "a key of another kind", "not the private key of the first certificate" },
        { "no key", "does not exist" },
        { "half a key", "not a whole PEM block" },
        { "no certificate", "no PEM certificate" },
        { "half a certificate", "not a whole PEM certificate" },
    };

    [Theory, MemberData(nameof(Damages))]
    public async Task The_last_good_pair_is_shown_and_that_is_told_once_when_there_is(string damage, string says)
    {
        var old = Write(Ca.Issue("broker", use: ForClients));
        var source = Open();
        await GetsAsync(source);
        Damage(damage);
        foreach (var audience in new[] { "b", "c", "d" }) await GetsAsync(source, audience);

        Assert.All(_server.Seen, seen => Assert.Equal(old, seen.Thumbprint));
        Assert.Equal((1, 1), (_log.Count(Read), _log.Count(Failed)));
        Assert.Contains(says, _log.Lines.Single(static line => line.EventId == Failed).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(File.Exists(KeyFile) ? File.ReadAllText(KeyFile).Split('\n')[1] : "canary", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3, -1, "it expired at "), InlineData(1, 3, "it is not valid before ")]
    public async Task A_certificate_whose_time_it_is_not_is_shown_to_nobody(int from, int until, string says)
    {
        Write(Ca.Issue("broker", from, until, ForClients));
        Assert.StartsWith($"client certificate {CertificateFile}: {says}", await FailsAsync(Open()), StringComparison.Ordinal);
        Assert.Empty(_server.Seen);
    }

    [Fact]
    public async Task Discovery_sees_no_certificate_and_its_alias_for_mutual_TLS_is_asked()
    {
        var shown = Write(Ca.Issue("broker", use: ForClients));
        using var issuer = new MutualTlsServer(Ca);
        issuer.Answer = _ => $$"""{"issuer":"{{issuer.Origin}}","token_endpoint":"{{issuer.Origin}}/token","mtls_endpoint_aliases":{"token_endpoint":"{{_server.Origin}}/mtls"} }""";
        await GetsAsync(Open(issuer.Origin));

        Assert.Equal(("GET /.well-known/openid-configuration HTTP/1.1", null), Assert.Single(issuer.Seen) switch { var seen => (seen.Request, seen.Thumbprint) });
        Assert.Equal(("POST /mtls HTTP/1.1", shown), Assert.Single(_server.Seen) switch { var seen => (seen.Request, seen.Thumbprint) });
    }

    [Theory]
    [InlineData(""), InlineData(""","mtls_endpoint_aliases":{}"""), InlineData(""","mtls_endpoint_aliases":{"revocation_endpoint":"https://elsewhere.example.test/"}""")]
    public async Task Without_an_alias_the_endpoint_for_all_is_asked(string aliases)
    {
        Write(Ca.Issue("broker", use: ForClients));
        using var issuer = new MutualTlsServer(Ca);
        issuer.Answer = _ => $$"""{"issuer":"{{issuer.Origin}}","token_endpoint":"{{_server.Origin}}/token"{{aliases}}}""";
        await GetsAsync(Open(issuer.Origin));
        Assert.Single(_server.Seen);
    }

    [Theory]
    [InlineData("\"http://127.0.0.1/token\""), InlineData("7"), InlineData("null"), InlineData("\"/token\"")]
    public async Task An_alias_that_is_none_is_not_gone_around(string alias)
    {
        Write(Ca.Issue("broker", use: ForClients));
        using var issuer = new MutualTlsServer(Ca);
        issuer.Answer = _ => $$"""{"issuer":"{{issuer.Origin}}","token_endpoint":"{{_server.Origin}}/token","mtls_endpoint_aliases":{"token_endpoint":{{alias}}} }""";
        Assert.Equal("discovery names no usable 'mtls_endpoint_aliases.token_endpoint'", await FailsAsync(Open(issuer.Origin)));
        Assert.Empty(_server.Seen);
    }

    [Fact]
    public async Task An_endpoint_without_TLS_is_not_asked()
    {
        Write(Ca.Issue("broker", use: ForClients));
        var source = new ClientCredentials(null, new Uri("http://127.0.0.1:1/token"), "voidkey", new MutualTls(CertificateFile, KeyFile), []).Open(_http, TimeProvider.System, _log);
        Assert.EndsWith("this is not https", await FailsAsync(source), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Impostors))]
    public async Task A_server_that_is_not_ours_is_told_nothing(string fault)
    {
        Write(Ca.Issue("broker", use: ForClients));
        using var impostor = TlsImpostor.With(fault, Ca);
        await FailsAsync(new ClientCredentials(null, new Uri($"{impostor.Origin}/token"), "voidkey", new MutualTls(CertificateFile, KeyFile, Anchors), [], Anchors).Open(_http, TimeProvider.System, _log));
        Assert.Equal(0, impostor.Received);
    }

    public static TheoryData<string> Impostors => [.. TlsImpostor.Faults];

    private Uri Endpoint => new($"{_server.Origin}/token");

    private CachedTokenSource Open(string? issuer = null) =>
        new ClientCredentials(issuer, issuer is null ? Endpoint : null, "voidkey", new MutualTls(CertificateFile, KeyFile, Anchors), [], Anchors).Open(_http, TimeProvider.System, _log);

    private string Write(X509Certificate2 certificate, string more = "")
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(CertificateFile, $"{certificate.ExportCertificatePem()}\n{more}");
        File.WriteAllText(KeyFile, CanaryFolder.NoteKey(key.ExportPkcs8PrivateKeyPem()));
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private void Damage(string how)
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        switch (how)
        {
            case "a key of another certificate": File.WriteAllText(KeyFile, ec.ExportPkcs8PrivateKeyPem()); break;
            case "a key of another kind": File.WriteAllText(KeyFile, rsa.ExportPkcs8PrivateKeyPem()); break;
            case "no key": File.Delete(KeyFile); break;
            case "half a key": File.WriteAllText(KeyFile, File.ReadAllText(KeyFile)[..100]); break;
            case "no certificate": File.WriteAllText(CertificateFile, "nothing\n"); break;
            default: File.WriteAllText(CertificateFile, File.ReadAllText(CertificateFile)[..200]); break;
        }
    }

    private static async Task GetsAsync(CachedTokenSource source, string audience = "sts.example")
    {
        if (!(await source.GetTokenAsync(audience, The.Limit)).TryGet(out _, out var error)) Assert.Fail(error.ToString());
    }

    private static async Task<string> FailsAsync(CachedTokenSource source)
    {
        Assert.False((await source.GetTokenAsync("sts.example", The.Limit)).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.BrokerIdentityUnavailable, error.Code);
        return error.Cause!;
    }
}
