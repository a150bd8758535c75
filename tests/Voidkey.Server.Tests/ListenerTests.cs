using Voidkey.Configuration;
using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>Who says where to listen, and how it reads.</summary>
public sealed class ListenerTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "4", "http://127.0.0.1:5", false, "http://127.0.0.1:1/")]
    [InlineData(null, "http://127.0.0.1:2", "http://127.0.0.1:3", "4", "http://127.0.0.1:5", false, "http://127.0.0.1:2/")]
    [InlineData(null, null, "http://127.0.0.1:3", "4", "http://127.0.0.1:5", false, "http://127.0.0.1:3/")]
    [InlineData(null, null, null, "4", "http://127.0.0.1:5", false, "http://0.0.0.0:4/")]
    [InlineData(null, null, null, "4", "http://127.0.0.1:5", true, "https://0.0.0.0:4/")]
    [InlineData(null, null, null, null, "http://127.0.0.1:5", false, "http://127.0.0.1:5/")]
    [InlineData(null, null, null, null, null, false, "http://127.0.0.1:3000/")]
    [InlineData(null, null, null, null, null, true, "https://127.0.0.1:3000/")]
    [InlineData("http://127.0.0.1:1; https://[::1]:2", null, null, null, null, true, "http://127.0.0.1:1/ https://[::1]:2/")]
    [InlineData("*:8443", null, null, null, null, true, "https://0.0.0.0:8443/")]
    [InlineData("http://+:80", null, null, null, null, false, "http://0.0.0.0/")]
    [InlineData("localhost:1", null, null, null, null, false, "http://localhost:1/")]
    public void The_first_that_says_anything_counts(string? urls, string? aspnet, string? listen, string? port, string? configured, bool hasCertificate, string expected)
    {
        var environment = new[] { ("ASPNETCORE_URLS", aspnet), ("VOIDKEY_LISTEN", listen), ("PORT", port) }.Where(static one => one.Item2 is not null).ToDictionary(static one => one.Item1, static one => one.Item2!);
        Assert.True(Listener.TryResolve(urls, new ConfigEnvironment(environment), configured is null ? [] : [configured], hasCertificate, out var addresses, out var fault), fault);
        Assert.Equal(expected, string.Join(' ', addresses));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:1", false, "is not an address to listen on")]
    [InlineData("http://example.com:1", false, "is not an address to listen on")]
    [InlineData("http://127.0.0.1:1/path", false, "is not an address to listen on")]
    [InlineData("http://user@127.0.0.1:1", false, "is not an address to listen on")]
    [InlineData("127.0.0.1", false, null)]
    [InlineData("https://127.0.0.1:1", false, "needs a 'server.certificateFile'")]
    [InlineData("http://127.0.0.1:1;https://127.0.0.1:2", false, "'https://127.0.0.1:2' needs")]
    [InlineData("http://127.0.0.1:1", true, "is plain http")]
    [InlineData("http://127.0.0.1:1;http://127.0.0.1:2", true, "is plain http")]
    [InlineData("nonsense", true, "is not an address to listen on")]
    public void What_is_no_address_or_hides_the_certificate_is_refused(string urls, bool hasCertificate, string? expected)
    {
        var isResolved = Listener.TryResolve(urls, new ConfigEnvironment(new Dictionary<string, string>()), [], hasCertificate, out _, out var fault);
        Assert.Equal(expected is null, isResolved);
        if (expected is not null) Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:1", true)]
    [InlineData("http://[::]:1", true)]
    [InlineData("http://192.0.2.1:1", true)]
    [InlineData("https://0.0.0.0:1", false)]
    [InlineData("http://127.0.0.9:1", false)]
    [InlineData("http://[::1]:1", false)]
    [InlineData("http://localhost:1", false)]
    public void Plain_http_that_others_can_read_is_told_apart(string url, bool isPublic) => Assert.Equal(isPublic, Listener.IsPublic(new Uri(url)));
}
