using System.Text;
using Voidkey.Server.Requests;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What reading a body that is refused costs.</summary>
public sealed class RefusalCostTests
{
    private const int Bytes = JsonBody.MaxBytes;

    /// <summary>Bodies of the greatest length that is read, each the worst of its kind.</summary>
    public static TheoryData<string, string> Nonsense => new()
    {
        { "blanks", new string(' ', Bytes) },
        { "opening brackets", new string('[', Bytes) },
        { "a long token", $$"""{"oidcToken":"{{new string('a', Bytes - 100)}}","keys":7}""" },
        { "a long key", $$"""{"keys":["{{new string('a', Bytes - 100)}}"],"all":7}""" },
        { "thousands of keys", $$"""{"keys":["A"{{Repeat(",\"A\"", 16_000)}}]}""" },
        { "thousands of keys that are none", $$"""{"keys":[1{{Repeat(",[]", 20_000)}}]}""" },
        { "thousands of unknown members", $$"""{"keys":7{{Repeat(",\"a\":1", 10_000)}}}""" },
        { "keys twice", $$"""{"keys":["A"{{Repeat(",\"A\"", 16_000)}}],"keys":[]}""" },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public void Reading_it_allocates_about_twice_its_length_at_most_when_it_is(string why, string text)
    {
        var body = Encoding.ASCII.GetBytes(text);
        Assert.InRange(body.Length, 1, Bytes);
        foreach (var isCompatible in new[] { true, false })
        {
            Read(body, isCompatible);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(body, isCompatible);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (2 * body.Length) + 1024, $"{why}: {allocated} bytes for a body of {body.Length}");
        }
    }

    [Theory, MemberData(nameof(Nonsense))]
    public void A_question_costs_no_more_when_it_is(string why, string text)
    {
        var body = Encoding.ASCII.GetBytes(text.Replace("\"keys\":[\"", "\"key\":\"", StringComparison.Ordinal));
        Assert.False(ExplainBody.TryRead(body, out _, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(ExplainBody.TryRead(body, out _, out _));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (2 * body.Length) + 8192, $"{why}: {allocated} bytes for a body of {body.Length}");
    }

    private static void Read(byte[] body, bool isCompatible)
    {
        string? fault;
        var isRead = isCompatible ? MintBodyReader.TryReadCompatible(body, out var read, out fault) : MintBodyReader.TryReadV1(body, out read, out fault);
        Assert.NotNull(isRead ? read!.Fault(maxKeys: 100) : fault);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
