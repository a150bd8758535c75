using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Testing;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Configuration;

/// <summary>How the broker proves who it is: exactly one way, and what is refused about each.</summary>
public sealed class BrokerIdpTests : IDisposable
{
    private const string Secret = $"  clientId: voidkey\n  clientSecret: {Yaml.Canary}";
    private const string Endpoint = "  tokenEndpoint: https://broker.example.test/token\n";
    private const string Missing = ConfigCodes.Missing;
    private const string Conflict = ConfigCodes.Conflict;
    private const string Unusable = ConfigCodes.Unusable;

    private static readonly TestAuthority Ca = TestAuthority.Root();
    private static readonly FakeIdp Platform = new("https://broker.example.test", TimeProvider.System, "ES256");

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What stands in the place of the client's id and secret; the one problem is told where the § stands, or where the section begins.</summary>
    public static TheoryData<string, string, string> OfClients => new()
    {
        { "clientId: voidkey", Missing, "nothing says how the broker proves who it is: add one of 'clientSecret', 'privateKeyFile' (private_key_jwt), 'clientCertificateFile'" },
        { "privateKeyFile: rsa.pem", Missing, "'clientId' is missing" },
        { "clientId: voidkey\nclientSecret: s\nprivateKeyFile: §rsa.pem", Conflict, "'clientSecret' says already how the broker proves who it is" },
        { "clientId: voidkey\nclientSecret: s\nclientCertificateFile: §client.pem\nclientKeyFile: client.key", Conflict, "'clientSecret' says already" },
        { "clientId: voidkey\nclientSecret: s\nclientKeyFile: §client.key", Conflict, "'clientSecret' says already" },
        { "clientId: voidkey\nclientSecret: s\ntokenFile: §token", Conflict, "'clientSecret' says already" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\ntokenFiles: §{ a: token }", Conflict, "'privateKeyFile' says already" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\nclientCertificateFile: §client.pem\nclientKeyFile: client.key", Conflict, "'privateKeyFile' says already" },
        { "clientId: voidkey\nclientSecret: s\ntokenEndpointAuthMethod: §private_key_jwt", Conflict, "'private_key_jwt' goes with 'privateKeyFile', and here is 'clientSecret'" },
        { "clientId: voidkey\nclientSecret: s\ntokenEndpointAuthMethod: §tls_client_auth", Conflict, "goes with 'clientCertificateFile'" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\ntokenEndpointAuthMethod: §client_secret_post", Conflict, "goes with 'clientSecret', and here is 'privateKeyFile'" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\ntokenEndpointAuthMethod: §self_signed_tls_client_auth", Conflict, "goes with 'clientCertificateFile'" },
        { "clientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: client.key\ntokenEndpointAuthMethod: §client_secret_basic", Conflict, "goes with 'clientSecret'" },
        { "clientId: voidkey\nclientSecret: s\ntokenEndpointAuthMethod: §client_secret_jwt", ConfigCodes.InvalidValue, "is not one of client_secret_post, client_secret_basic, private_key_jwt, tls_client_auth, self_signed_tls_client_auth" },
        { "clientId: voidkey\nclientSecret: s\nprivateKeyId: §k", Conflict, "there is no 'privateKeyFile'" },
        { "clientId: voidkey\nclientSecret: s\nsigningAlgorithm: §RS256", Conflict, "there is no 'privateKeyFile'" },
        { "clientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: client.key\nassertionAudience: §x", Conflict, "there is no 'privateKeyFile'" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\nsigningAlgorithm: §HS256", ConfigCodes.InvalidValue, "is not one of RS256" },
        { "clientId: voidkey\nprivateKeyFile: rsa.pem\nsigningAlgorithm: §none", ConfigCodes.InvalidValue, "is not one of RS256" },
        { "clientId: voidkey\nprivateKeyFile: §rsa.pem\nsigningAlgorithm: ES256", Unusable, "its RSA key cannot sign ES256, but RS256, RS384, RS512, PS256, PS384, PS512" },
        { "clientId: voidkey\nprivateKeyFile: §p256.pem\nsigningAlgorithm: ES384", Unusable, "its EC key on P-256 cannot sign ES384, but ES256" },
        { "clientId: voidkey\nprivateKeyFile: §p521.pem\nsigningAlgorithm: PS512", Unusable, "its EC key on P-521 cannot sign PS512, but ES512" },
        { "clientId: voidkey\nprivateKeyFile: §nowhere.pem", ConfigCodes.Unreadable, "does not exist" },
        { "clientId: voidkey\nprivateKeyFile: §.", ConfigCodes.Unreadable, "a folder" },
        { "clientId: voidkey\nprivateKeyFile: §pipe", ConfigCodes.Unreadable, "not a regular file" },
        { "clientId: voidkey\nprivateKeyFile: §''", ConfigCodes.InvalidValue, "must not be empty" },
        { "clientId: voidkey\nprivateKeyFile: §weak.pem", Unusable, "its RSA key has 1024 bits, and 2048 are the least" },
        { "clientId: voidkey\nprivateKeyFile: §koblitz.pem", Unusable, "neither RSA nor EC on P-256, P-384 or P-521" },
        { "clientId: voidkey\nprivateKeyFile: §ed25519.pem", Unusable, "neither RSA nor EC" },
        { "clientId: voidkey\nprivateKeyFile: §damaged.pem", Unusable, "damaged" },
        { "clientId: voidkey\nprivateKeyFile: §half.pem", Unusable, "not a whole PEM block" },
        { "clientId: voidkey\nprivateKeyFile: §two.pem", Unusable, "more than one private key" },
        { "clientId: voidkey\nprivateKeyFile: §public.pem", Unusable, "no PEM private key" },
        { "clientId: voidkey\nprivateKeyFile: §garbage", Unusable, "no PEM private key" },
        { "clientId: voidkey\nprivateKeyFile: §encrypted.pem", Unusable, "it is encrypted, and nobody is there to type the passphrase; 'openssl pkey -in OLD -out NEW' writes it without one" },
        { "clientId: voidkey\nprivateKeyFile: §encrypted-pkcs1.pem", Unusable, "it is encrypted" },
        { "clientId: voidkey\nprivateKeyFile: §openssh.pem", Unusable, "ssh-keygen -p -m PKCS8" },
        { "clientId: voidkey\nclientCertificateFile: client.pem", Missing, "'clientKeyFile' is missing" },
        { "clientId: voidkey\nclientKeyFile: client.key", Missing, "'clientCertificateFile' is missing" },
        { "clientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: §p256.pem", Unusable, "not the private key of the first certificate" },
        { "clientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: §rsa.pem", Unusable, "not the private key of the first certificate" },
        { "clientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: §encrypted.pem", Unusable, "it is encrypted" },
        { "clientId: voidkey\nclientCertificateFile: §garbage\nclientKeyFile: client.key", Unusable, "no PEM certificate" },
        { "clientId: voidkey\nclientCertificateFile: §client.key\nclientKeyFile: client.key", Unusable, "no PEM certificate" },
        { "clientId: voidkey\nclientCertificateFile: §nowhere.pem\nclientKeyFile: client.key", ConfigCodes.Unreadable, "does not exist" },
    };

    [Theory, MemberData(nameof(OfClients))]
    public void A_client_is_refused_in_the_right_place(string instead, string code, string says) => Refuses(Yaml.With(Secret, Indented(instead)), code, says);

    /// <summary>What stands in the place of the endpoint, the client's id and its secret.</summary>
    public static TheoryData<string, string, string> OfTokenFiles => new()
    {
        { "tokenFile: token\ntokenEndpoint: §https://broker.example.test/token", Conflict, "nobody is asked for a token where it is in a file" },
        { "tokenFile: token\nclientId: §voidkey", Conflict, "nobody is asked" },
        { "tokenFile: token\nscopes: §[a]", Conflict, "nobody is asked" },
        { "tokenFile: token\ncaFile: §ca.pem", Conflict, "nobody is asked" },
        { "tokenFile: token\ntokenEndpointAuthMethod: §private_key_jwt", Conflict, "nobody is asked" },
        { "tokenFile: token\nallowInsecureHttp: §true", Conflict, "nobody is asked" },
        { "tokenFile: token\nprivateKeyId: §k", Conflict, "there is no 'privateKeyFile'" },
        { "tokenFile: §nowhere", ConfigCodes.Unreadable, "does not exist" },
        { "tokenFile: §garbage", Unusable, "no JWT" },
        { "tokenFile: §large", Unusable, "longer than 16384 characters" },
        { "tokenFile: §eternal", Unusable, "no 'exp'" },
        { "tokenFile: §other", Unusable, "not for 'sts.example.test'" },
        { "tokenFile: §foreign", Unusable, "not from 'issuer'" },
        { "tokenFile: token\ntokenFiles: { sts.example.test: §token }", ConfigCodes.Duplicate, "'tokenFile' has the token for this audience already" },
        { "tokenFile: token\ntokenFiles: { other.example: §token }", Unusable, "not for 'other.example'" },
        { "tokenFile: token\ntokenFiles: { other.example: §nowhere }", ConfigCodes.Unreadable, "does not exist" },
        { "tokenFile: token\ntokenFiles: §[other]", ConfigCodes.InvalidValue, "a mapping" },
        { "tokenFile: token\ntokenFiles: { other.example: §[token] }", ConfigCodes.InvalidValue, "single value" },
    };

    [Theory, MemberData(nameof(OfTokenFiles))]
    public void A_token_file_is_refused_in_the_right_place(string instead, string code, string says) => Refuses(WithoutClient(instead), code, says);

    [Theory]
    [InlineData("    audience: §other.example", "there is no file with the broker's token for 'other.example'; name it in 'brokerIdp': tokenFiles: { 'other.example': PATH }")]
    [InlineData("    audience: §sts.exampl.test", "did you mean 'sts.example.test'?")]
    public void An_audience_without_a_file_is_refused_with_the_fix(string line, string says) =>
        Refuses(WithoutClient("tokenFile: token").Replace("    region: eu-central-1", $"    region: eu-central-1\n{line}", StringComparison.Ordinal), ConfigCodes.UnknownName, says);

    [Fact]
    public void An_audience_with_a_file_is_served_by_it_and_one_that_nobody_wants_is_told_of()
    {
        WriteFiles();
        var text = WithoutClient("tokenFile: token\ntokenFiles: { other.example: other }");
        Assert.Empty(_folder.Load(text.Replace("    region: eu-central-1", "    region: eu-central-1\n    audience: other.example", StringComparison.Ordinal)).Problems);

        var warning = Assert.Single(_folder.Load(text).Problems);
        Assert.Equal((ConfigCodes.Ignored, true), (warning.Code, warning.IsWarning));
        Assert.Contains("'other.example'", warning.Message, StringComparison.Ordinal);

        // Without 'tokenFile' every audience has its own.
        var only = WithoutClient("tokenFiles: { other.example: other }");
        Assert.Empty(_folder.Load(only.Replace("    region: eu-central-1", "    region: eu-central-1\n    audience: other.example", StringComparison.Ordinal)).Problems);
        var missing = Assert.Single(_folder.Load(only).Problems, static problem => !problem.IsWarning);
        Assert.Equal((Missing, "brokerIdp"), (missing.Code, missing.Path));
        Assert.StartsWith("'tokenFile' is missing", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>Each way, and what becomes of it.</summary>
    public static TheoryData<string> Good =>
    [
        "clientSecret: s", "clientSecret: s\ntokenEndpointAuthMethod: client_secret_basic",
        "privateKeyFile: rsa.pem", "privateKeyFile: rsa.pem\nsigningAlgorithm: PS384\nprivateKeyId: k\nassertionAudience: x\ntokenEndpointAuthMethod: private_key_jwt", "privateKeyFile: p256.pem", "privateKeyFile: p521.pem\nsigningAlgorithm: ES512",
        "clientCertificateFile: client.pem\nclientKeyFile: client.key", "clientCertificateFile: client.pem\nclientKeyFile: client.key\ntokenEndpointAuthMethod: tls_client_auth",
        "clientCertificateFile: both.pem\nclientKeyFile: both.pem\ntokenEndpointAuthMethod: self_signed_tls_client_auth",
    ];

    [Theory, MemberData(nameof(Good))]
    public void A_client_is_accepted(string instead)
    {
        WriteFiles();
        var text = Yaml.With(Secret, Indented($"clientId: voidkey\n{instead}"));
        var loaded = _folder.Load(text);
        Assert.Empty(loaded.Problems);

        // The same again is the same, and another id is not, whatever was read into it meanwhile.
        Assert.True(loaded.Snapshot!.BrokerIdentity!.IsSameAs(_folder.Good(text).BrokerIdentity!));
        Assert.False(loaded.Snapshot.BrokerIdentity.IsSameAs(_folder.Good(text.Replace("clientId: voidkey", "clientId: another", StringComparison.Ordinal)).BrokerIdentity!));
        Assert.False(loaded.Snapshot.BrokerIdentity.IsSameAs(_folder.Good(WithoutClient("tokenFile: token")).BrokerIdentity!));
    }

    [Fact]
    public void A_key_that_everybody_may_read_is_told_of()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("there are no modes");
        WriteFiles();
        foreach (var (instead, file, path) in new[] { ("privateKeyFile: rsa.pem", "rsa.pem", "brokerIdp.privateKeyFile"), ("clientCertificateFile: client.pem\nclientKeyFile: client.key", "client.key", "brokerIdp.clientKeyFile") })
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder.Path, file), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            var warning = Assert.Single(_folder.Load(Yaml.With(Secret, Indented($"clientId: voidkey\n{instead}"))).Problems);
            Assert.Equal((ConfigCodes.ExposedKey, true, path), (warning.Code, warning.IsWarning, warning.Path));
        }
    }

    [Theory]
    [InlineData("tokenEndpoint: §http://127.0.0.1:9/token"), InlineData("issuer: §http://127.0.0.1:9")]
    public void A_certificate_is_shown_within_TLS_or_not_at_all(string url)
    {
        var client = Indented($"{url}\nclientId: voidkey\nclientCertificateFile: client.pem\nclientKeyFile: client.key");
        Refuses(Yaml.With(Endpoint + Secret, client).Replace("  issuer: https://broker.example.test\n", url.StartsWith("issuer", StringComparison.Ordinal) ? "" : "  issuer: https://broker.example.test\n", StringComparison.Ordinal), Conflict, "this must be https");
    }

    [Fact]
    public void Files_that_are_not_there_may_be_stood_for()
    {
        foreach (var way in new[] { $"{Endpoint}  clientId: voidkey\n  privateKeyFile: absent.pem", $"{Endpoint}  clientId: voidkey\n  clientCertificateFile: absent.pem\n  clientKeyFile: absent.key", "  tokenFile: absent" })
        {
            var placeholders = new Placeholders();
            var loaded = _folder.LoadStubbed(Yaml.With($"{Endpoint}{Secret}", way), placeholders);
            Assert.Empty(loaded.Problems);
            Assert.NotEmpty(placeholders.Names);
        }
    }

    [Fact]
    public void A_secret_beside_another_way_is_still_in_no_digest()
    {
        WriteFiles();
        var problems = _folder.Load(Yaml.With(Secret, Indented($"clientId: voidkey\nprivateKeyFile: rsa.pem\nclientSecret: {Yaml.Canary}"))).Problems;
        Assert.DoesNotContain(Yaml.Canary, string.Join('\n', problems), StringComparison.Ordinal);
    }

    private void Refuses(string yaml, string code, string says)
    {
        WriteFiles();
        var marked = yaml.Contains('§', StringComparison.Ordinal);
        var (text, line, column) = Yaml.Marked(marked ? yaml : yaml.Replace("  name: broker\n", "  §name: broker\n", StringComparison.Ordinal));
        var problem = Assert.Single(_folder.Load(text).Problems, static problem => !problem.IsWarning);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-content", problem.ToString(), StringComparison.Ordinal);
    }

    private static string Indented(string lines) => string.Join('\n', lines.Split('\n').Select(static line => $"  {line}"));

    private static string WithoutClient(string instead) => Yaml.With($"{Endpoint}{Secret}", Indented(instead));

    private void WriteFiles()
    {
        if (File.Exists(Path.Combine(_folder.Path, "rsa.pem"))) return;
        using var client = Ca.Issue("broker", use: "1.3.6.1.5.5.7.3.2");
        var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(client)!.ExportPkcs8PrivateKeyPem();
        Private("client.key", key);
        _folder.Write("client.pem", client.ExportCertificatePem());
        Private("both.pem", $"{client.ExportCertificatePem()}\n{key}");
        _folder.Write("ca.pem", Ca.Pem);
        _folder.Write("garbage", "canary-content");
        foreach (var (name, content) in Keys.Value) Private(name, content);

        JsonObject Claims(string? iss = null) => iss is null ? new JsonObject { ["exp"] = null } : new JsonObject { ["iss"] = iss };
        Secret Token(string audience = "sts.example.test", JsonObject? claims = null) => Platform.Issue("broker", audience, claims: claims);
        _folder.Write("token", Token().Reveal());
        _folder.Write("other", Token("other.example").Reveal());
        _folder.Write("eternal", Token(claims: Claims()).Reveal());
        _folder.Write("foreign", Token(claims: Claims("https://elsewhere.example.test")).Reveal());
        _folder.Write("large", Token().Reveal() + new string('x', 16 * 1024));
        using var pipe = Process.Start("mkfifo", [Path.Combine(_folder.Path, "pipe")]);
        pipe.WaitForExit();
    }

    private void Private(string name, string content)
    {
        var path = _folder.Write(name, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Keys = new(static () =>
    {
        using var weak = RSA.Create(1024);
        using var koblitz = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var (rsa, p256) = (SigningKey.Create("RS256").PrivateKeyPem().Reveal(), SigningKey.Create("ES256").PrivateKeyPem().Reveal());
        return new Dictionary<string, string>
        {
            ["rsa.pem"] = rsa,
            ["p256.pem"] = p256,
            ["p521.pem"] = SigningKey.Create("ES512").PrivateKeyPem().Reveal(),
            ["weak.pem"] = weak.ExportPkcs8PrivateKeyPem(),
            ["koblitz.pem"] = koblitz.ExportPkcs8PrivateKeyPem(),
            ["ed25519.pem"] = $"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI{new string('A', 43)}\n-----END PRIVATE KEY-----\n",
            ["damaged.pem"] = "-----BEGIN PRIVATE KEY-----\nAAAAAAAA\n-----END PRIVATE KEY-----\n",
            ["half.pem"] = rsa[..400],
            ["two.pem"] = $"{rsa}\n{p256}",
            ["public.pem"] = koblitz.ExportSubjectPublicKeyInfoPem(),
            ["encrypted.pem"] = koblitz.ExportEncryptedPkcs8PrivateKeyPem("canary-content", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            ["encrypted-pkcs1.pem"] = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
            ["openssh.pem"] = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        };
    });
}
