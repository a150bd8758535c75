using System.Text;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>What a refusal costs: nobody may make the broker fill its memory by sending it nonsense.</summary>
public sealed class RefusalCostTests : IDisposable
{
    private const int Bytes = 16 * 1024;

    private readonly ValidatorWorld _world = new();

    /// <summary>Tokens of the greatest length that is read, and longer ones, each the worst of its kind.</summary>
    public static TheoryData<string, Func<ValidatorWorld, string>> Nonsense => new()
    {
        { "dots", static _ => new string('.', Bytes) },
        { "dots, too many", static _ => new string('.', Bytes * 4) },
        { "one letter", static _ => new string('A', Bytes) },
        { "three segments of letters", static _ => $"{new string('A', 5000)}.{new string('A', 5000)}.{new string('A', 5000)}" },
        { "a header of opening brackets", static _ => $"{Some.Encoded(Repeat("[", 12_000))}.e30.AA" },
        { "a header with a long kid", static _ => $"{Some.Encoded(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{new string('k', 11_900)}}"}"""))}.e30.AA" },
        { "a payload of opening brackets", static world => Signed(world, Repeat("[", 11_000)) },
        { "a payload of empty members", static world => Signed(world, [.. "{"u8, .. Repeat("\"\":0,", 2200), .. "\"a\":1}"u8]) },
        { "a payload of many members", static world => Signed(world, Encoding.UTF8.GetBytes($$"""{{{string.Join(',', Enumerable.Range(0, 1200).Select(static i => $"\"{i}\":{i % 10}"))}}}""")) },
        { "a payload with a long list of audiences", static world => Signed(world, Encoding.UTF8.GetBytes($$"""{"iss":"{{world.Idp.Issuer}}","aud":["x"{{string.Concat(Enumerable.Repeat(",\"x\"", 2600))}}]}""")) },
        { "a forgery", static world => world.Token().Reveal()[..^8] + "AAAAAAAA" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Nonsense))]
    public async Task Refusing_it_allocates_little_more_than_it_is_long_when_it_is(string why, Func<ValidatorWorld, string> make)
    {
        await _world.AcceptsAsync(_world.Token());
        var token = new Secret(make(_world));
        await _world.RefusesAsync(token, why);

        // With the keys at hand nothing waits, so all of it happens on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var validating = _world.Validator.ValidateAsync(token, The.Limit);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(validating.IsCompletedSuccessfully, why);
        Assert.False((await validating).TryGet(out _, out _), why);
        Assert.True(allocated <= (2 * token.Length) + 4096, $"{why}: {allocated} bytes for a token of {token.Length}");
    }

    private static string Signed(ValidatorWorld world, byte[] payload)
    {
        var signed = $"{Some.Encoded(Encoding.UTF8.GetBytes(Some.Header(world.Key).ToJsonString()))}.{Some.Encoded(payload)}";
        return $"{signed}.{Some.Encoded(new byte[64])}";
    }

    private static byte[] Repeat(string text, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
}
