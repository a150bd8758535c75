using System.Diagnostics;
using System.Globalization;
using System.Text;
using Voidkey.BrokerIdentity;
using Voidkey.Identity;
using Voidkey.Providers.Azure;
using Voidkey.Providers.Gcp;
using Voidkey.Providers.Kubernetes;
using Voidkey.Providers.Sts;
using Voidkey.Providers.TokenExchange;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Fuzzing;

/// <summary>
/// Whatever comes, who reads it says yes or no: no exception, no stack that overflows, and neither time nor memory beyond all measure.
/// The number of documents is bounded for every day; VOIDKEY_FUZZ_SECONDS asks for so many seconds of each reader, VOIDKEY_FUZZ_SEED for others.
/// </summary>
public sealed class ParserTests
{
    private const int EveryDay = 2_000;
    private const int ConfigurationsEveryDay = 400;
    private const long MostBytes = 16 << 20;

    // A configuration is the operator's own, and all that is wrong with it is told at once: some four problems for each of 1,500 empty entries.
    private const long MostBytesOfConfigurations = 32 << 20;
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Audience = "voidkey";
    private static readonly int? Seconds = Number("VOIDKEY_FUZZ_SECONDS");

    // 100 ms where it is measured; on every day other work may share the machine, and only what is beyond all measure is found.
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(Seconds is null ? 2_000 : 100);
    private static readonly DateTimeOffset Now = The.Moment;
    private static readonly JoseHeaders Headers = new();

    /// <summary>Name, where its documents come of, what has a meaning in them, the largest that is read, and the reader.</summary>
    private static readonly Reader[] Readers =
    [
        new("key set", Corpus.KeySets, Corpus.JsonWords, 1 << 20, static document => KeySet.TryRead(document, SignatureAlgorithm.All, out _, out _)),
        new("discovery", Corpus.Discovery, Corpus.JsonWords, 1 << 20, ReadDiscovery),
        new("token endpoint", Corpus.Tokens, Corpus.JsonWords, TokenAnswer.MaxBytes, static document =>
        {
            TokenAnswer.TryRead(document, Now, out _, out _);
            TokenAnswer.ErrorOf(document);
        }),
        new("STS", Corpus.Sts, Corpus.XmlWords, 256 * 1024, static document =>
        {
            StsAnswer.TryReadCredentials(document, "AssumeRoleWithWebIdentity", Now, out _, out _);
            StsAnswer.ErrorCode(document);
        }),
        new("Google", Corpus.Google, Corpus.JsonWords, 256 * 1024, static document =>
        {
            GoogleAnswer.TryReadExchanged(document, Now, Now, AccessToken, out _, out _);
            GoogleAnswer.TryReadAccessToken(document, Now, out _, out _);
            GoogleAnswer.TryReadIdToken(document, Audience, Now, out _, out _);
            GcpErrors.Code(document);
        }),
        new("Entra ID", Corpus.Tokens, Corpus.JsonWords, 256 * 1024, static document => EntraAnswer.TryRead(document, Now, Now, out _, out _)),
        new("token exchange", Corpus.Tokens, Corpus.JsonWords, 256 * 1024, static document => ExchangeAnswer.TryRead(document, Now, Now, AccessToken, out _, out _)),
        new("Kubernetes", Corpus.Kubernetes, Corpus.JsonWords, 256 * 1024, static document => TokenRequest.TryRead(document, Now, out _, out _, out _)),
        new("JWT", Corpus.Jwts, Corpus.JwtWords, 20 * 1024, ReadJwt),
        new("claims", Corpus.Tokens, Corpus.JsonWords, 16 * 1024, static document => ClaimSet.TryRead(document, out _)),
    ];

    public static TheoryData<string> Names => [.. Readers.Select(static reader => reader.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_reader_says_yes_or_no_to_whatever_comes(string name) => Check(Readers.Single(reader => reader.Name == name), EveryDay);

    [Fact]
    public void A_configuration_of_whatever_is_refused_or_read()
    {
        using var folder = new ConfigFolder();
        Check(new Reader("configuration", Corpus.Configurations, Corpus.YamlWords, 16 * 1024, document => folder.Load(Encoding.UTF8.GetString(document), ("SECRET", "s")), MostBytesOfConfigurations), ConfigurationsEveryDay);
    }

    private static void Check(Reader reader, int everyDay)
    {
        foreach (var good in reader.Seeds) Judge(reader, good, "one of the good");
        var (seconds, seed) = (Seconds ?? 0, Number("VOIDKEY_FUZZ_SEED") ?? 1);
        var (mutator, started, slowest, most, read) = (new Mutator(seed, reader.Words, reader.MaxBytes), Stopwatch.GetTimestamp(), TimeSpan.Zero, 0L, 0);
        for (; seconds == 0 ? read < everyDay : Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; read++)
        {
            var (took, bytes) = Judge(reader, mutator.Next(reader.Seeds), $"number {read} of seed {seed}");
            (slowest, most) = (took > slowest ? took : slowest, Math.Max(most, bytes));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.Name}: {read:N0} documents, the slowest {slowest.TotalMilliseconds:0.0} ms, the most {most / 1024.0 / 1024:0.00} MiB"));
    }

    private static (TimeSpan Took, long Bytes) Judge(Reader reader, byte[] document, string which)
    {
        var (took, bytes) = Read(reader, document, which);

        // The machine may have been busy with others: what is slow is so every time.
        for (var again = 0; again < 4 && took > MostTime; again++) took = TimeSpan.FromTicks(Math.Min(took.Ticks, Read(reader, document, which).Took.Ticks));
        Assert.True(took <= MostTime, $"{which}: {took.TotalMilliseconds:0} ms for {document.Length:N0} bytes, {Start(document)}");
        Assert.True(bytes <= reader.MostAllocated, $"{which}: {bytes:N0} bytes allocated for {document.Length:N0}, {Start(document)}");
        return (took, bytes);
    }

    private static (TimeSpan Took, long Bytes) Read(Reader reader, byte[] document, string which)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            reader.Read(document);
        }
        catch (Exception failure)
        {
            Assert.Fail($"{which}: {failure.GetType().Name}, {failure.Message}, for {document.Length:N0} bytes, {Start(document)}\n{failure.StackTrace}");
        }

        return (Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadDiscovery(byte[] document)
    {
        if (!StrictJson.TryReadObject(document, out var root)) return;
        var (place, name) = OpenIdDiscovery.ForMutualTls(root, "token_endpoint");
        OpenIdDiscovery.TryGetEndpoint(place, name, "https://idp.example.test", out _);
        OpenIdDiscovery.TryGetEndpoint(root, "jwks_uri", "https://idp.example.test", out _);
    }

    private static void ReadJwt(byte[] document)
    {
        var text = Encoding.Latin1.GetString(document);
        if (CompactJws.TryRead(text, Headers, out var jws, out _)) jws.TryReadClaims(out _);
        UnverifiedJwt.TryRead(text);
    }

    private static string Start(byte[] document) => Convert.ToBase64String(document.AsSpan(0, Math.Min(document.Length, 3_000)));

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Reader(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Words, int MaxBytes, Action<byte[]> Read, long MostAllocated = MostBytes);
}
