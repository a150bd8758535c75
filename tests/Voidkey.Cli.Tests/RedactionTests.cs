using System.Text;
using CsCheck;
using Voidkey.Cli.Execution;

namespace Voidkey.Cli.Tests;

/// <summary><c>exec --mask</c>: no value comes out, however it is cut into pieces, and everything else does.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("abcde", "xabcdey", "x***y")]
    [InlineData("abcde", "abcdeabcde", "******")]
    [InlineData("abcde", "ababcde", "ab***")]
    [InlineData("abcde", "abcd", "abcd")]
    [InlineData("abcd", "abcd", "abcd")]
    [InlineData("abcde|abcdefg", "abcdef abcdefg", "***f ***")]
    [InlineData("aaaaa", "aaaaaaa", "***aa")]
    [InlineData("line one\nline two\r\nx\n", "line two, then line one\nline two\r\nx\n.", "***, then ***.")]
    [InlineData("pässwörd", "das pässwörd!", "das ***!")]
    public void A_value_is_taken_out(string values, string text, string expected) =>
        Assert.Equal(expected, Cut(values.Split('|'), [Encoding.UTF8.GetBytes(text)]));

    [Theory]
    [InlineData("abcde", "abc", "")]
    [InlineData("abcde", "Password: ", "Password: ")]
    [InlineData("abcde", "xab", "x")]
    [InlineData("abcde", "abcx", "abcx")]
    public void What_cannot_become_a_value_does_not_wait(string value, string piece, string shown) =>
        Assert.Equal(shown, Encoding.UTF8.GetString(new Redaction([Encoding.UTF8.GetBytes(value)]).Next(Encoding.UTF8.GetBytes(piece))));

    /// <summary>Of two letters, so that values overlap, repeat and begin in one another.</summary>
    [Fact]
    public void Pieces_of_any_size_are_as_good_as_the_whole()
    {
        var letters = Gen.Char["ab"];
        Gen.Select(letters.Array[5, 9].Select(c => new string(c)).Array[1, 3], letters.Array[0, 60].Select(c => new string(c)), Gen.Int[1, 7]).Sample((values, text, size) =>
        {
            var shown = Cut(values, [.. Encoding.UTF8.GetBytes(text).Chunk(size)]);
            Assert.Equal(Replaced(values, text), shown);
        }, iter: 3_000);
    }

    private static string Cut(string[] values, byte[][] pieces)
    {
        var redaction = new Redaction(values.Select(Encoding.UTF8.GetBytes));
        return Encoding.UTF8.GetString([.. pieces.SelectMany(piece => redaction.Next(piece)), .. redaction.End()]);
    }

    /// <summary>From left to right, the longest first.</summary>
    private static string Replaced(string[] values, string text)
    {
        var shown = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var value = values.Where(v => text.AsSpan(i).StartsWith(v)).MaxBy(v => v.Length);
            shown.Append(value is null ? text[i] : "***");
            i += value?.Length ?? 1;
        }

        return shown.ToString();
    }
}
