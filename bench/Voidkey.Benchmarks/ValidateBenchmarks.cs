using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Benchmarks;

/// <summary>Step 1 of a mint with the keys cached: one token, from its text to a principal. Refusals must not cost more than acceptance.</summary>
[MemoryDiagnoser]
public class ValidateBenchmarks
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private SubjectTokenValidator _validator = null!;
    private Secret _good = null!;
    private Secret _forged = null!;
    private Secret _dots = null!;

    [Params("RS256", "ES256")]
    public string Algorithm { get; set; } = "RS256";

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var idp = new FakeIdp("https://ci.example.test", _time, Algorithm);
        var http = new OutboundHttp(new FakeNetwork().Map(idp));
        var trusted = new TrustedIssuer(
            "ci", idp.Issuer, ["voidkey"], [SignatureAlgorithm.Find(Algorithm)!], TrustedIssuer.DefaultTokenTypes, TrustedIssuer.DefaultClockSkew, TrustedIssuer.DefaultMaxTokenAge, new KeyOrigin.Remote(new Uri(idp.JwksUri), KeyCachePolicy.Default));
        _validator = new SubjectTokenValidator([trusted], http, _time, NullLogger.Instance);
        _good = idp.Issue(audience: "voidkey");
        _forged = idp.Issue(audience: "voidkey", signWith: SigningKey.Create(Algorithm), header: [new("kid", idp.Key.KeyId)]);
        _dots = new Secret(new string('.', 16 * 1024));
        if (!(await AcceptedAsync()) || await ForgedAsync() || await DotsAsync()) throw new InvalidOperationException("the benchmark's tokens are not what they should be");
    }

    [Benchmark(Baseline = true)]
    public Task<bool> AcceptedAsync() => AskAsync(_good);

    [Benchmark]
    public Task<bool> ForgedAsync() => AskAsync(_forged);

    [Benchmark]
    public Task<bool> DotsAsync() => AskAsync(_dots);

    private async Task<bool> AskAsync(Secret token) => (await _validator.ValidateAsync(token, CancellationToken.None)).TryGet(out _, out _);
}
