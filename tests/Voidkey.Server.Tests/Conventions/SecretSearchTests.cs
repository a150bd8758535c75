using System.Text;
using System.Text.Json;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>No secret of a run of tests is in anything that was said in it; and a search that finds nothing would have found something.</summary>
public sealed class SecretSearchTests(ITestOutputHelper output)
{
    private const string Secret = "canary+a/b=c ü\"d\"?e>f-0123456789";

    public static TheoryData<string, Func<string, string>> Leaks => new()
    {
        { "as it is", static secret => secret },
        { "in a URL", Uri.EscapeDataString },
        { "in JSON", static secret => JsonSerializer.Serialize(secret) },
        { "in JSON with slashes escaped", static secret => secret.Replace("/", "\\/", StringComparison.Ordinal) },
        { "in Base64", static secret => Base64(secret) },
        { "behind a user", static secret => Base64($"u:{secret}") },
        { "behind another", static secret => Base64($"us:{secret}") },
        { "between others", static secret => Base64($"use:{secret}:and more") },
        { "in Base64 for URLs", static secret => Base64($"x{secret}y").Replace('+', '-').Replace('/', '_').TrimEnd('=') },
    };

    [Theory, MemberData(nameof(Leaks))]
    public void A_leak_is_found(string how, Func<string, string> leak)
    {
        var search = new SecretSearch();
        search.Add("planted", Secret);
        search.Add("another", "canary-that-is-nowhere");

        var text = Encoding.UTF8.GetBytes($"a line before\n{{\"member\":\"{leak(Secret)}\"}}\nand one after");
        Assert.Equal(("planted", how), (Assert.Single(search.In(text)).Name, how));
        Assert.Empty(search.In(Encoding.UTF8.GetBytes(leak(Secret.Replace("canary", "warbler", StringComparison.Ordinal)))));
    }

    [Fact]
    public void At_the_very_ends_too()
    {
        var search = new SecretSearch();
        search.Add("whole", "12345678");
        Assert.Single(search.In("12345678"u8));
        Assert.Single(search.In("x12345678"u8));
        Assert.Empty(search.In("1234567"u8));
        Assert.Empty(search.In(""u8));
    }

    [Theory]
    [InlineData("clientSecret: not-a-real-one, audience: cloud", "not-a-real-one")]
    [InlineData("{\"access_token\":\"opaque.1\"}", "opaque.1")]
    [InlineData("\"{\\\"access_token\\\":\\\"opaque.1\\\"}\"", "opaque.1")]
    [InlineData("RefreshToken = \"refresh.canary.2\"", "refresh.canary.2")]
    [InlineData("clientSecret = Canary.Make(\"client-secret\")", null)]
    [InlineData("clientSecret: ${BROKER_SECRET_1}", null)]
    [InlineData("password: short-1", null)]
    public void What_a_test_has_in_its_text_is_searched_for(string text, string? secret) =>
        Assert.Equal(secret is null ? [] : [secret], LiteralSecrets.In(text));

    /// <summary>Run last, by build.sh, once every test process has ended.</summary>
    [Fact(Explicit = true)]
    public void Nothing_that_was_said_in_the_whole_run_holds_a_secret()
    {
        var folder = Environment.GetEnvironmentVariable(CanaryFolder.Variable) ?? throw new InvalidOperationException($"{CanaryFolder.Variable} names no folder.");
        var search = new SecretSearch();
        foreach (var line in Directory.EnumerateFiles(folder, "secrets-*").SelectMany(File.ReadLines).Distinct())
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            search.Add(line[(space + 1)..], Encoding.UTF8.GetString(Convert.FromBase64String(line[..space])));
        }

        var written = LiteralSecrets.InTests();
        foreach (var secret in written) search.Add("secret in a test's text", secret);

        var (bytes, leaks) = (0L, new List<string>());
        string[] files = [.. Directory.EnumerateFiles(folder).Where(static file => !Path.GetFileName(file).StartsWith("secrets-", StringComparison.Ordinal))];
        foreach (var file in files)
        {
            var said = File.ReadAllBytes(file);
            bytes += said.Length;
            leaks.AddRange(search.In(said).Select(leak => $"{Path.GetFileName(file)}, byte {leak.At}, {HeadingOf(said, leak.At)}: {leak.Name}"));
        }

        output.WriteLine($"searched {search.Secrets} secrets in {search.Forms} forms within {bytes} bytes of {files.Length} files");
        Assert.True(search.Secrets > written.Count && written.Count > 0 && bytes > 0, "There was nothing to search for, or nothing to search in.");
        Assert.Empty(leaks);
    }

    private static string HeadingOf(byte[] said, int at)
    {
        var start = said.AsSpan(0, at).LastIndexOf("== "u8);
        return start < 0 ? "" : Encoding.UTF8.GetString(said.AsSpan(start + 3, Math.Max(said.AsSpan(start).IndexOf((byte)'\n') - 3, 0)));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
