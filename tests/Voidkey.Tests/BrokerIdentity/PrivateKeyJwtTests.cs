using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Voidkey.BrokerIdentity;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>The broker proves who it is by a signature (RFC 7523 §2.2), with a key that somebody replaces while it runs.</summary>
public sealed class PrivateKeyJwtTests : IDisposable
{
    private const int Read = 1203;
    private const int Failed = 1204;

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-assertion-").FullName;

    private string KeyFile => Path.Combine(_folder, "key.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Algorithms => [.. SignatureAlgorithm.All.Select(static algorithm => algorithm.Name)];

    [Theory, MemberData(nameof(Algorithms))]
    public async Task An_assertion_says_who_asks_whom_for_a_minute_and_once(string algorithm)
    {
        using var world = World(SigningKey.Create(algorithm, "key-1"), new PrivateKeyJwt(KeyFile, "key-1", SignatureAlgorithm.Find(algorithm)));
        await world.GetsAsync();
        await world.GetsAsync("another");

        Assert.Equal(["private_key_jwt", "private_key_jwt"], world.Idp.TokenRequestsSeen.Select(static request => request.AuthMethod));
        var (header, claims) = Assertion(world.Idp.TokenRequestsSeen[0]);
        Assert.Equal($$"""{"alg":"{{algorithm}}","kid":"key-1","typ":"JWT"}""", header.ToJsonString());
        Assert.Equal(["iss", "sub", "aud", "jti", "iat", "exp"], claims.Select(static claim => claim.Key));
        Assert.Equal(("voidkey", "voidkey", world.Idp.TokenUri), ((string?)claims["iss"], (string?)claims["sub"], (string?)claims["aud"]));
        var now = world.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal((now, now + 60), ((long)claims["iat"]!, (long)claims["exp"]!));
        Assert.Matches("\\A[0-9a-f]{32}\\z", (string?)claims["jti"]);
        Assert.NotEqual((string?)claims["jti"], (string?)Assertion(world.Idp.TokenRequestsSeen[1]).Claims["jti"]);

        var form = world.Idp.TokenRequestsSeen[0].Form;
        Assert.Equal(["audience", "client_assertion", "client_assertion_type", "client_id", "grant_type"], form.Keys.Order(StringComparer.Ordinal));
        Assert.False(world.Network.Requests[0].Headers.ContainsKey("Authorization"));
        Assert.DoesNotContain(form["client_assertion"].Split('.')[2], world.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PS512", "RS256"), InlineData("ES256", "ES256"), InlineData("ES384", "ES384"), InlineData("ES512", "ES512")]
    public async Task Without_a_word_the_algorithm_is_the_keys_and_no_kid_is_sent(string made, string used)
    {
        var key = SigningKey.Create(made);
        using var world = World(key, new PrivateKeyJwt(KeyFile));

        // The key that was registered is the same for all of RSA's.
        if (made == "PS512") await world.FailsAsync("registered for another algorithm");
        else await world.GetsAsync();

        Assert.Equal($$"""{"alg":"{{used}}","typ":"JWT"}""", Assertion(world.Idp.TokenRequestsSeen[0]).Header.ToJsonString());
    }

    [Fact]
    public async Task The_audience_is_the_endpoint_that_is_asked_or_what_is_configured()
    {
        var key = SigningKey.Create("ES256");
        using (var discovered = World(key, new PrivateKeyJwt(KeyFile), discovery: true))
        {
            await discovered.GetsAsync();
            Assert.Equal(discovered.Idp.TokenUri, (string?)Assertion(discovered.Idp.TokenRequestsSeen[0]).Claims["aud"]);
        }

        // As the provider writes it, for it compares texts; this one writes one and wants another.
        using (var odd = World(key, new PrivateKeyJwt(KeyFile), discovery: true))
        {
            odd.Idp.DiscoveryOverrides["token_endpoint"] = "https://broker-idp.example.test:443/token";
            await odd.FailsAsync("another text");
            Assert.Equal("https://broker-idp.example.test:443/token", (string?)Assertion(odd.Idp.TokenRequestsSeen[0]).Claims["aud"]);
        }

        using var configured = World(key, new PrivateKeyJwt(KeyFile, Audience: "https://broker-idp.example.test"));
        await configured.GetsAsync();
        Assert.Equal("https://broker-idp.example.test", (string?)Assertion(configured.Idp.TokenRequestsSeen[0]).Claims["aud"]);
    }

    /// <summary>The same key in other clothes.</summary>
    public static TheoryData<string, Func<string>> Forms => new()
    {
        { "PKCS#1", static () => Rsa.ExportRSAPrivateKeyPem() },
        { "PKCS#8", static () => Rsa.ExportPkcs8PrivateKeyPem() },
        { "SEC 1", static () => Ec.ExportECPrivateKeyPem() },
        { "SEC 1 behind its parameters", static () => $"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{Ec.ExportECPrivateKeyPem()}\n" },
        { "with Windows' line ends", static () => Ec.ExportPkcs8PrivateKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "with text around", static () => $"Bag Attributes\n    friendlyName: broker\n{Ec.ExportPkcs8PrivateKeyPem()}\n\n" },
        { "with a mark of the byte order", static () => $"\ufeff{Ec.ExportPkcs8PrivateKeyPem()}" },
        { "with its certificate", static () => $"{Ec.ExportPkcs8PrivateKeyPem()}\n{TestAuthority.Root().Pem}" },
    };

    [Theory, MemberData(nameof(Forms))]
    public void A_key_is_read_from(string form, Func<string> pem)
    {
        File.WriteAllText(KeyFile, pem());
        var (key, fault) = new PrivateKeyJwt(KeyFile).ReadOnce();
        Assert.True(key is not null, $"{form}: {fault}");
        var signature = key.Sign("signed"u8);
        Assert.True(key.Algorithm.Curve is null
            ? Rsa.VerifyData("signed"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : Ec.VerifyData("signed"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    public static TheoryData<string> Ways => [.. Replacement.Ways];

    [Theory, MemberData(nameof(Ways))]
    public async Task The_next_request_is_signed_with_what_is_in_the_file_then(string way)
    {
        var (old, @new) = (SigningKey.Create("ES256"), SigningKey.Create("RS256"));
        using var world = World(old, new PrivateKeyJwt(KeyFile));
        var replace = Replacement.Prepare(way, KeyFile, @new.PrivateKeyPem().Reveal());
        await world.GetsAsync();

        replace();
        world.Idp.AddClient("voidkey", @new);
        await world.GetsAsync("another");
        await world.GetsAsync("a third");

        Assert.Equal(["ES256", "RS256", "RS256"], world.Idp.TokenRequestsSeen.Select(static request => (string?)Assertion(request).Header["alg"]));
        Assert.Equal((2, 0), (world.Log.Count(Read), world.Log.Count(Failed)));
    }

    public static TheoryData<string> Damages => [.. Replacement.Damages, "an encrypted key", "a weak key", "a public key"];

    [Theory, MemberData(nameof(Damages))]
    public async Task The_last_good_key_signs_and_that_is_told_once_when_the_file_is(string damage)
    {
        var (old, @new) = (SigningKey.Create("ES256"), SigningKey.Create("ES256"));
        using var world = World(old, new PrivateKeyJwt(KeyFile));
        await world.GetsAsync();
        if (Replacement.Damages.Contains(damage)) Replacement.Damage(damage, KeyFile);
        else File.WriteAllText(KeyFile, Unfit(damage));

        for (var i = 0; i < 5; i++) await world.GetsAsync($"audience {i}");
        Assert.Equal((1, 1), (world.Log.Count(Read), world.Log.Count(Failed)));
        Assert.Contains(KeyFile, world.Log.Lines.Single(static line => line.EventId == Failed).Text, StringComparison.Ordinal);

        Replacement.Repair(KeyFile, @new.PrivateKeyPem().Reveal());
        world.Idp.AddClient("voidkey", @new);
        await world.GetsAsync("repaired");
        Assert.Equal((2, 1), (world.Log.Count(Read), world.Log.Count(Failed)));
        AssertNothingOf(KeyFile, world);
    }

    [Fact]
    public async Task A_key_that_was_loaded_signs_also_where_the_file_is_gone_before_the_first_request()
    {
        var key = SigningKey.Create("ES256");
        File.WriteAllText(KeyFile, key.PrivateKeyPem().Reveal());
        var settings = new PrivateKeyJwt(KeyFile);
        using var world = World(key, settings with { First = settings.ReadOnce().Value });
        File.Delete(KeyFile);
        await world.GetsAsync();
        Assert.Equal((0, 1), (world.Log.Count(Read), world.Log.Count(Failed)));
    }

    [Fact]
    public async Task Without_any_key_the_cause_names_the_file_and_nobody_is_asked()
    {
        using var world = World(SigningKey.Create("ES256"), new PrivateKeyJwt(KeyFile));
        File.Delete(KeyFile);
        Assert.Equal($"private key {KeyFile}: it does not exist", (await world.FailsAsync("no key")).Cause);
        Assert.Empty(world.Network.Requests);
    }

    [Fact]
    public async Task A_key_that_the_provider_does_not_know_is_refused_by_its_code_and_shown_once()
    {
        using var world = World(SigningKey.Create("ES256"), new PrivateKeyJwt(KeyFile));
        world.Idp.AddClient("voidkey", SigningKey.Create("ES256"));
        Assert.Contains("invalid_client", (await world.FailsAsync("another key")).Cause, StringComparison.Ordinal);
        Assert.Equal(1, world.Idp.TokenRequests);
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_takes_the_assertion_nowhere(int status)
    {
        using var world = World(SigningKey.Create("ES256"), new PrivateKeyJwt(KeyFile));
        world.Network.Map(Outages.Elsewhere, world.Idp.AnswerAsync);
        world.Network.Break(world.Idp.Issuer, Fault.Redirect(status, Outages.Elsewhere + "/token"));
        await world.FailsAsync($"{status}");
        Assert.Empty(world.Network.RequestsTo(Outages.Elsewhere));
    }

    [Fact]
    public async Task Many_audiences_at_once_are_signed_for_each_by_itself()
    {
        using var world = World(SigningKey.Create("ES256"), new PrivateKeyJwt(KeyFile));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => world.GetsAsync($"audience {i}"))));
        Assert.Equal(32, world.Idp.TokenRequestsSeen.Select(static request => (string?)Assertion(request).Claims["jti"]).Distinct().Count());
        Assert.Equal(1, world.Log.Count(Read));
    }

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string Unfit(string how)
    {
        switch (how)
        {
            case "an encrypted key": return Ec.ExportEncryptedPkcs8PrivateKeyPem("canary-content", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
            case "a public key": return Ec.ExportSubjectPublicKeyInfoPem();
            default:
                using (var weak = RSA.Create(1024)) return weak.ExportPkcs8PrivateKeyPem();
        }
    }

    private static (JsonObject Header, JsonObject Claims) Assertion(TokenRequest request)
    {
        var segments = request.Form["client_assertion"].Split('.');
        JsonObject Decoded(int i) => (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(segments[i]))!;
        return (Decoded(0), Decoded(1));
    }

    private static void AssertNothingOf(string file, TokenWorld world)
    {
        Assert.DoesNotContain("canary-content", world.Log.Text, StringComparison.Ordinal);
        Assert.All(File.ReadAllLines(file).Where(static line => !line.StartsWith('-')), line => Assert.DoesNotContain(line, world.Log.Text, StringComparison.Ordinal));
    }

    private TokenWorld World(SigningKey key, PrivateKeyJwt settings, bool discovery = false)
    {
        File.WriteAllText(KeyFile, key.PrivateKeyPem().Reveal());
        var world = new TokenWorld(settings, discovery);
        world.Idp.AddClient("voidkey", key);
        return world;
    }
}
