using System.Security.Cryptography.X509Certificates;
using Voidkey.Configuration;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What a configuration says of the listener's TLS.</summary>
public sealed class ListenerTlsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();
    private readonly TestAuthority _authority = TestAuthority.Root();

    public ListenerTlsTests()
    {
        using var certificate = _authority.Issue();
        using var other = _authority.Issue();
        _folder.Write("tls.pem", certificate.ExportCertificatePem());
        _folder.Write("tls.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _folder.Write("both.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}");
        _folder.Write("other.key", other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _folder.Write("ca.pem", _authority.Pem);
        foreach (var name in new[] { "tls.key", "both.pem", "other.key" }) Private(Path.Combine(_folder.Path, name));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("certificateFile: tls.pem, keyFile: tls.key", false)]
    [InlineData("certificateFile: both.pem, keyFile: both.pem", false)]
    [InlineData("certificateFile: tls.pem, keyFile: tls.key, clientCaFile: ca.pem", true)]
    [InlineData("certificateFile: tls.pem, keyFile: tls.key, urls: [\"https://0.0.0.0:8443\"], managementUrls: [\"https://127.0.0.1:9\", \"http://127.0.0.1:10\"]", false)]
    public void Is_read_when_it_says(string server, bool asksClients)
    {
        var loaded = _folder.Load(Yaml.Good + $"server: {{ {server} }}\n");
        Assert.Empty(loaded.Problems);
        Assert.Equal(asksClients, loaded.Snapshot!.Settings.Tls!.AsksClients);
    }

    [Theory]
    [InlineData("${LISTEN}")]
    [InlineData("http://${HOST}:3000")]
    [InlineData("https://127.0.0.1:${PORT}")]
    public void An_address_of_which_a_part_is_only_stood_for_is_not_judged(string address)
    {
        var loaded = _folder.LoadStubbed($"{Yaml.Good}server: {{ urls: ['{address}'] }}\n", new Placeholders());
        Assert.Empty(loaded.Problems);
    }

    [Theory]
    [InlineData("urls: [§\"https://127.0.0.1:1\"]", ConfigCodes.Missing, "https needs 'certificateFile' and 'keyFile'")]
    [InlineData("managementUrls: [§\"https://127.0.0.1:1\"]", ConfigCodes.Missing, "https needs 'certificateFile' and 'keyFile'")]
    [InlineData("urls: [§\"ftp://127.0.0.1:1\"]", ConfigCodes.InvalidValue, "is not an address to listen on")]
    [InlineData("clientCaFile: §ca.pem", ConfigCodes.Conflict, "there is no 'certificateFile'")]
    [InlineData("certificateFile: tls.pem, keyFile: §other.key", ConfigCodes.Unusable, "it is not the private key of the first certificate")]
    [InlineData("certificateFile: §tls.key, keyFile: tls.key", ConfigCodes.Unusable, "there is no PEM certificate in it")]
    [InlineData("certificateFile: §nowhere.pem, keyFile: tls.key", ConfigCodes.Unreadable, "")]
    [InlineData("certificateFile: tls.pem, keyFile: tls.key, clientCaFile: §tls.key", ConfigCodes.Unusable, "there is a private key in it")]
    public void Is_refused_at_its_place_when_it_says(string server, string code, string message)
    {
        var (text, line, column) = Yaml.Marked(Yaml.Good + $"server: {{ {server} }}\n");
        var problem = Assert.Single(_folder.Load(text).Problems);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificateFile: tls.pem", "'keyFile' is missing")]
    [InlineData("keyFile: tls.key", "'certificateFile' is missing")]
    public void Half_of_it_is_none(string server, string message)
    {
        var problem = Assert.Single(_folder.Load(Yaml.Good + $"server: {{ {server} }}\n").Problems);
        Assert.Equal(ConfigCodes.Missing, problem.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_everybody_may_read_is_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no mode there");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder.Path, "tls.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(ConfigCodes.ExposedKey, Assert.Single(_folder.Load(Yaml.Good + "server: { certificateFile: tls.pem, keyFile: tls.key }\n").Problems).Code);
    }

    private static void Private(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
