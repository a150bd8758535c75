using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Files of certificate authorities, wherever one may be named.</summary>
public sealed class CaFileTests : IDisposable
{
    private static readonly TestAuthority Ca = TestAuthority.Root();
    private static readonly TestAuthority Other = TestAuthority.Root("Another CA");

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A piece of the good configuration that <c>caFile</c> may stand behind, and how far in.</summary>
    public static TheoryData<string, int> Places => new() { { "jwksUri: https://ci.example.test/jwks", 4 }, { "tokenEndpoint: https://broker.example.test/token", 2 }, { "region: eu-central-1", 4 } };

    [Theory, MemberData(nameof(Places))]
    public void May_be_named_and_must_be_good(string behind, int indent)
    {
        _folder.Write("ca.pem", Ca.Pem);
        var (text, line, column) = Yaml.Marked(Yaml.With(behind, $"{behind}\n{new string(' ', indent)}caFile: §ca.pem"));
        Assert.Empty(_folder.Load(text).Problems);

        File.Delete(Path.Combine(_folder.Path, "ca.pem"));
        var problem = Assert.Single(_folder.Load(text).Problems);
        Assert.Equal((ConfigCodes.Unreadable, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
    }

    /// <summary>An URL that <c>caFile</c> may stand behind, a plain one in its place, and the member that says so.</summary>
    public static TheoryData<string, string, string> PlainPlaces => new()
    {
        { "    jwksUri: https://ci.example.test/jwks", "    jwksUri: http://127.0.0.1:9000/jwks", "jwksUri" },
        { "    jwksUri: https://ci.example.test/jwks", "    jwksUri: HTTP://ci.example.test/jwks\n    allowInsecureHttp: true", "jwksUri" },
        { "    issuer: https://ci.example.test\n    audience: voidkey\n    jwksUri: https://ci.example.test/jwks", "    issuer: http://localhost:9000\n    audience: voidkey", "issuer" },
        { "  tokenEndpoint: https://broker.example.test/token", "  tokenEndpoint: http://broker.example.test/token\n  allowInsecureHttp: true", "tokenEndpoint" },
        { "  issuer: https://broker.example.test\n  audience: sts.example.test\n  tokenEndpoint: https://broker.example.test/token", "  issuer: http://localhost:9000\n  audience: sts.example.test", "issuer" },
        { "    region: eu-central-1", "    endpoint: http://localhost:9000", "endpoint" },
        { "    type: aws-sts\n    region: eu-central-1", "    type: minio\n    endpoint: http://localhost:9000", "endpoint" },
    };

    [Theory, MemberData(nameof(PlainPlaces))]
    public void Is_refused_beside_plain_http(string url, string plain, string member)
    {
        _folder.Write("ca.pem", Ca.Pem);
        Assert.DoesNotContain(_folder.Load(Yaml.With(url, plain)).Problems, static problem => !problem.IsWarning);
        var indent = plain[..plain.TakeWhile(static c => c == ' ').Count()];

        var (text, line, column) = Yaml.Marked(Yaml.With(url, $"{plain}\n{indent}caFile: §ca.pem"));
        var problem = Assert.Single(_folder.Load(text).Problems);
        Assert.Equal((ConfigCodes.Conflict, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains($"'{member}' is plain http", problem.Message, StringComparison.Ordinal);
        Assert.Contains("use https, or remove this", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reaches_what_asks_for_keys_and_for_our_token()
    {
        _folder.Write("ci.pem", Ca.Pem);
        _folder.Write("own.pem", Other.Pem);
        var snapshot = _folder.Good(Yaml.With("audience: voidkey", "audience: voidkey\n    caFile: ci.pem").Replace("  clientId: voidkey", "  clientId: voidkey\n  caFile: own.pem", StringComparison.Ordinal));
        var (keys, own) = (((KeyOrigin.Remote)snapshot.Issuers.Single().Keys).Anchors, ((ClientCredentials)snapshot.BrokerIdentity!).Anchors);
        Assert.NotNull(keys);
        Assert.NotNull(own);
        Assert.NotEqual(keys, own);
    }

    [Fact]
    public void May_hold_several_certificates_with_text_around_them()
    {
        using var between = Ca.Intermediate();
        foreach (var pem in new[] { $"# ours\n{Ca.Pem}\n\nand theirs:\n{Other.Pem}", $"{between.Pem}\n{Ca.Pem}", Ca.Pem.Replace("\n", "\r\n", StringComparison.Ordinal), $"\ufeff{Ca.Pem}" })
            Assert.Empty(Problems(pem));
    }

    public static TheoryData<string, string, Func<string>> Bad => new()
    {
        { "empty", "no PEM certificate", static () => "" },
        { "blank", "no PEM certificate", static () => "\n\n" },
        { "garbage", "no PEM certificate", static () => "canary-content" },
        { "DER", "no PEM certificate", static () => "0\u0082\u0001\u0002" },
        { "a private key", "a private key", static () => Ca.PrivateKeyPem },
        { "a private key beside", "a private key", static () => $"{Ca.Pem}\n{Ca.PrivateKeyPem}" },
        { "half a private key beside", "a private key", static () => $"{Ca.Pem}\n{Ca.PrivateKeyPem[..60]}" },
        { "an encrypted private key", "a private key", static () => $"{Ca.Pem}\n-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----" },
        { "a public key", "not a whole PEM certificate", static () => $"{Ca.Pem}\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" },
        { "cut off", "not a whole PEM certificate", static () => Ca.Pem[..200] },
        { "a second one cut off", "not a whole PEM certificate", static () => $"{Ca.Pem}\n{Other.Pem[..200]}" },
        { "the first one cut off", "not a whole PEM certificate", static () => $"{Other.Pem[..200]}\n{Ca.Pem}" },
        { "not base64", "not a whole PEM certificate", static () => $"{Ca.Pem}\n{Other.Pem.Replace("MII", "M*I", StringComparison.Ordinal)}" },
        { "no certificate in it", "not a whole PEM certificate", static () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
        { "no root in it", "none of its certificates signs itself", static () => Ca.Intermediate().Pem },
        { "a server's certificate", "none of its certificates signs itself", static () => Ca.Issue().ExportCertificatePem() },
        { "large", "larger than", static () => Ca.Pem + new string('\n', 1 << 20) },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Is_refused_when_it_is(string why, string says, Func<string> pem)
    {
        var problem = Assert.Single(Problems(pem()));
        Assert.Equal((why, "clientIdps[0].caFile"), (why, problem.Path));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-content", problem.ToString(), StringComparison.Ordinal);
    }

    private IReadOnlyList<ConfigProblem> Problems(string pem)
    {
        _folder.Write("ca.pem", pem);
        return _folder.Load(Yaml.With("audience: voidkey", "audience: voidkey\n    caFile: ca.pem")).Problems;
    }
}
