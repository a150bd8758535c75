using System.Runtime.CompilerServices;
using Voidkey.Policy;
using Xunit;

namespace Voidkey.Tests.Policy;

/// <summary>Expressions are made once while somebody has them, and forgotten when nobody has.</summary>
public sealed class LinearExpressionsTests
{
    private readonly LinearExpressions _expressions = new();

    [Fact]
    public void One_that_is_in_use_is_not_made_again()
    {
        var (first, second, other) = (_expressions.Compile("a|b"), _expressions.Compile("a|b"), _expressions.Compile("A|b"));

        Assert.Same(first, second);
        Assert.NotSame(first, other);
        Assert.Equal([true, false, false, false], new[] { "b", "ab", "a\n", "A" }.Select(text => first.IsMatch(text)));
    }

    [Fact]
    public void Those_that_nobody_has_any_more_are_forgotten_and_those_in_use_stay()
    {
        var kept = Enumerable.Range(0, 10).Select(i => _expressions.Compile($"kept{i}")).ToArray();
        for (var round = 0; round < 10; round++)
        {
            Make(100, $"round{round}x");
            GC.Collect();
        }

        Assert.InRange(_expressions.Count, kept.Length, 300);
        Assert.All(kept.Index(), one => Assert.Same(one.Item, _expressions.Compile($"kept{one.Index}")));
    }

    [Theory]
    [InlineData("("), InlineData("a)|(b"), InlineData("[a"), InlineData("(?=a)b"), InlineData(@"(a)\1"), InlineData("(?<!a)b")]
    public void One_that_cannot_be_made_is_not_remembered(string expression)
    {
        for (var i = 0; i < 2; i++) Assert.True(Record.Exception(() => _expressions.Compile(expression)) is ArgumentException or NotSupportedException);
        Assert.Equal(0, _expressions.Count);
    }

    [Fact]
    public async Task Whoever_asks_at_once_gets_one_that_works()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _expressions.Compile($"x{i % 5}"))));

        Assert.All(made.Index(), one => Assert.Same(made[one.Index % 5], one.Item));
        Assert.Equal(5, _expressions.Count);
    }

    // Apart, so that nothing here has them on the stack afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Make(int count, string prefix)
    {
        for (var i = 0; i < count; i++) _ = _expressions.Compile($"{prefix}{i}");
    }
}
