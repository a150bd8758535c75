using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A URL that a secret is sent to: https, or http to this machine, with nothing that hides where it goes.</summary>
public sealed class UrlTests
{
    [Theory]
    [InlineData("https://sts.example.test")]
    [InlineData("https://sts.example.test:8443/path?x=y")]
    [InlineData("HTTPS://STS.EXAMPLE.TEST")]
    [InlineData("https://sts.example.test./")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://bücher.example.test/")]
    [InlineData("http://localhost:9000")]
    [InlineData("HTTP://LOCALHOST")]
    [InlineData("http://127.0.0.1:9000/sts")]
    [InlineData("http://127.255.255.254")]
    [InlineData("http://[::1]:9000")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://127.1/")]
    public void Is_accepted(string url) => Assert.Empty(Problems(url));

    [Theory]
    [InlineData("http://sts.example.test")]
    [InlineData("HTTP://sts.example.test")]
    [InlineData("http://localhost.example.test")]
    [InlineData("http://localhost.")]
    [InlineData("http://127.0.0.1.example.test")]
    [InlineData("http://127.0.0.1.")]
    [InlineData("http://128.0.0.1")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://[::]")]
    [InlineData("http://[::2]")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://xn--localhost-x/")]
    public void Is_unsafe_without_saying_so(string url)
    {
        Assert.Equal([ConfigCodes.Unsafe], Problems(url));
        Assert.Empty(Problems(url, "allowInsecureHttp: true"));
    }

    [Theory]
    [InlineData("sts.example.test")]
    [InlineData("//sts.example.test")]
    [InlineData("/sts")]
    [InlineData("https:")]
    [InlineData("https://")]
    [InlineData("https:sts.example.test")]
    [InlineData("https:/sts.example.test")]
    [InlineData("https:///sts.example.test")]
    [InlineData("https:\\\\sts.example.test")]
    [InlineData("ftp://sts.example.test")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ws://sts.example.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://sts.example.test:99999")]
    [InlineData("https://sts example.test")]
    [InlineData("https://sts.example.test/ ")]
    [InlineData("https://user@sts.example.test")]
    [InlineData("https://user:password@sts.example.test")]
    [InlineData("https://@sts.example.test")]
    [InlineData("https://:@sts.example.test")]
    [InlineData("http://localhost@sts.example.test")]
    [InlineData("http://localhost:80@sts.example.test")]
    [InlineData("http://localhost\\@sts.example.test")]
    [InlineData("https://sts.example.test/#fragment")]
    [InlineData("https://sts.example.test/#")]
    [InlineData("http://%6c%6fcalhost/")]
    [InlineData("http://localhost%2eexample.test/")]
    [InlineData("https://sts%2eexample.test/")]
    [InlineData("http://ｌocalhost/")]
    [InlineData("http://127。0。0。1/")]
    public void Is_refused(string url)
    {
        Assert.NotEmpty(Problems(url));
        Assert.DoesNotContain(Problems(url), static code => code is not (ConfigCodes.InvalidValue or ConfigCodes.Unsafe));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("'true'", false)]
    public void The_waiver_is_read_like_any_flag(string waiver, bool isAccepted) => Assert.Equal(isAccepted, Problems("http://sts.example.test", $"allowInsecureHttp: {waiver}").Length == 0);

    [Fact]
    public void The_waiver_of_one_section_is_not_another_s()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("type: aws-sts", "type: aws-sts\n    endpoint: http://sts.example.test").Replace("clientId: voidkey", "clientId: voidkey\n  allowInsecureHttp: true", StringComparison.Ordinal));

        Assert.Equal("accessProviders[0].endpoint", Assert.Single(loaded.Problems).Path);
    }

    private static string[] Problems(string url, string more = "region: eu-central-1") =>
        [.. ConfigFolder.LoadOnce(Yaml.With("region: eu-central-1", $"endpoint: \"{url.Replace("\\", "\\\\", StringComparison.Ordinal)}\"\n    {more}")).Problems.Select(static problem => problem.Code)];
}
