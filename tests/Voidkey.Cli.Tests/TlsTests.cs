using System.Security.Cryptography;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Brokers behind a private authority, and those that want to see a certificate.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly Authority _own = new("own");
    private readonly Authority _other = new("other");
    private readonly Terminal _cli = new() { Connect = BrokerHttp.Create };

    public TlsTests()
    {
        var (certificate, key) = _own.Sign("job-7");
        var (_, stranger) = _own.Sign("job-8");
        using var locked = RSA.Create(2048);
        var files = _cli.Files.Contents;
        _cli.Environment["HOME"] = "/home/me";
        files["/own.pem"] = $"# our authority\n{_own.Pem}";
        files["/other.pem"] = _other.Pem;
        files["/leaf.pem"] = files["/job.pem"] = certificate;
        files["/job.key"] = key;
        files["/both.pem"] = certificate + key;
        files["/stranger.key"] = stranger;
        files["/locked.key"] = locked.ExportEncryptedPkcs8PrivateKeyPem("pw", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        files["/garbage"] = "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n";
        files["/empty"] = "";
        files["/huge"] = new string('x', 1024 * 1024 + 1);
    }

    [Fact]
    public async Task Its_authority_must_be_named_and_then_no_other_counts()
    {
        await using var broker = new TlsBroker(_own);

        Assert.Equal((0, "NAME  DEFAULT\n----  -------\n"), await AskAsync(broker, "--ca-cert /own.pem"));
        Assert.Equal((6, ""), await AskAsync(broker, ""));
        Assert.Equal((6, ""), await AskAsync(broker, "--ca-cert /other.pem"));
    }

    [Theory]
    [InlineData("--client-cert /job.pem --client-key /job.key", "CN=job-7")]
    [InlineData("--client-cert /both.pem", "CN=job-7")]
    public async Task A_broker_that_asks_for_a_certificate_is_shown_it(string flags, string subject)
    {
        await using var broker = new TlsBroker(_own, wantsCertificate: true);

        Assert.Equal(0, (await AskAsync(broker, $"--ca-cert /own.pem {flags}")).Exit);
        Assert.Equal([subject], broker.Shown);
    }

    [Fact]
    public async Task A_broker_that_asks_for_a_certificate_and_is_shown_none_answers_nothing()
    {
        await using var broker = new TlsBroker(_own, wantsCertificate: true);

        Assert.Equal((6, ""), await AskAsync(broker, "--ca-cert /own.pem"));
        Assert.Empty(broker.Shown);
    }

    [Fact]
    public async Task A_broker_that_nobody_trusts_is_asked_nothing()
    {
        await using var broker = new TlsBroker(_other, wantsCertificate: true);

        Assert.Equal((6, ""), await AskAsync(broker, "--ca-cert /own.pem --client-cert /both.pem"));
        Assert.Equal(0, broker.BytesHeard);
    }

    [Fact]
    public async Task A_file_of_mine_may_name_them_and_a_project_may_not()
    {
        await using var broker = new TlsBroker(_own, wantsCertificate: true);
        _cli.Files.Contents["/home/me/job.pem"] = _cli.Files.Contents["/both.pem"];
        _cli.Files.Contents["/home/me/.config/voidkey/config.yaml"] = "http: { tls: { ca_file: /own.pem, cert_file: ~/job.pem } }";
        _cli.Files.Contents["/home/me/project/.voidkey.yaml"] = "http: { tls: { ca_file: /other.pem } }";

        var ran = await _cli.RunAsync(["idps", "--broker-url", broker.Url]);

        Assert.Equal(0, ran.Exit);
        Assert.Contains("is not trusted, so this of it is ignored: http.tls.ca_file", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(["CN=job-7"], broker.Shown);
    }

    [Theory]
    [InlineData("--ca-cert /none", "cannot be read")]
    [InlineData("--ca-cert /empty", "holds no certificate that signs itself")]
    [InlineData("--ca-cert /leaf.pem", "holds no certificate that signs itself")]
    [InlineData("--ca-cert /both.pem", "holds a private key")]
    [InlineData("--ca-cert /garbage", "holds no certificate that signs itself")]
    [InlineData("--ca-cert /huge", "is over 1 MiB")]
    [InlineData("--client-key /job.key", "needs the certificate too")]
    [InlineData("--client-cert /job.pem", "is no certificate in PEM with the private key that belongs to it")]
    [InlineData("--client-cert /job.pem --client-key /stranger.key", "in that of --client-key")]
    [InlineData("--client-cert /job.pem --client-key /locked.key", "has a passphrase")]
    [InlineData("--client-cert /job.pem --client-key /none", "cannot be read")]
    [InlineData("--client-cert /garbage --client-key /job.key", "is no certificate in PEM")]
    public async Task Nothing_is_sent_with_a_file_that_is_not_what_it_should_be(string flags, string why)
    {
        await using var broker = new TlsBroker(_own);

        var ran = await _cli.RunAsync(["idps", "--broker-url", broker.Url, .. flags.Split(' ')]);

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Contains(why, ran.Errors, StringComparison.Ordinal);
        Assert.Empty(broker.Shown);
    }

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    private async Task<(int Exit, string Output)> AskAsync(TlsBroker broker, string flags)
    {
        var ran = await _cli.RunAsync(["idps", "--broker-url", broker.Url, "--retries", "0", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        return (ran.Exit, ran.Output);
    }
}
