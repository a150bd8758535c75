using System.Buffers.Text;
using System.Text;
using CsCheck;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>What is read of a token before anybody was verified.</summary>
public sealed class StrictJsonTests
{
    private const string Others = " \n=%AQ-+/.é\u0141";

    [Theory]
    [InlineData("""{"iss":"a","sub":"b"}""", "a"), InlineData("""{"x":{"iss":"no"},"iss":"a"}""", "a"), InlineData("""{"is\u0073":"\u0061"}""", "a"), InlineData("""{"x":["iss"],"iss":"a"}""", "a"), InlineData("""{"iss":"a","iss":"b"}""", "a")]
    [InlineData("""{"iss":1}""", null), InlineData("""{"iss":null}""", null), InlineData("""{"iss":["a"]}""", null), InlineData("""{"ISS":"a"}""", null), InlineData("{}", null), InlineData("""{"iss":"\ud800"}""", null), InlineData("""{"iss":"123456789"}""", null)]
    [InlineData("", null), InlineData("[]", null), InlineData("""["iss","a"]""", null), InlineData("""{"x":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]],"iss":"a"}""", null), InlineData("""{"x":01,"iss":"a"}""", null), InlineData("""{"iss":"a""", null)]
    public void A_text_is_found_at_the_top_of_an_object_alone(string json, string? expected)
    {
        Assert.Equal(expected is not null, StrictJson.TryFindText(Encoding.UTF8.GetBytes(json), "iss"u8, 8, out var text));
        Assert.Equal(expected, text);
    }

    [Fact]
    public void Bytes_have_one_spelling() =>
        Gen.Select(Gen.Byte.Array[1, 120], Gen.Int[0, 170], Gen.Int[0, Others.Length - 1].Select(static i => Others[i]), Gen.Bool).Sample(
            (bytes, at, other, isReplaced) =>
            {
                var text = Base64Url.EncodeToString(bytes);
                at = Math.Min(at, text.Length - 1);
                var edited = (isReplaced ? text.Remove(at, 1) : text).Insert(at, $"{other}");
                return StrictJson.TryDecode(text, out var read) && read.AsSpan().SequenceEqual(bytes) && (!StrictJson.TryDecode(edited, out read) || Base64Url.EncodeToString(read) == edited);
            },
            iter: 50_000);

    [Theory]
    [InlineData(""), InlineData("A"), InlineData("AAAAA"), InlineData("AA=="), InlineData("AAA="), InlineData("AA%%"), InlineData("AAAA "), InlineData(" AAAA"), InlineData("AAAA\n\n"), InlineData("AAAAA A"), InlineData("AB"), InlineData("AAB"), InlineData("AA+A"), InlineData("AAé"), InlineData("====")]
    public void Another_spelling_is_none(string text) => Assert.False(StrictJson.TryDecode(text, out _));

    [Theory]
    [InlineData("""{"alg":"kid","kid":"typ","typ":"alg"}""", "kid", "typ", "alg"), InlineData("""{"x":{"alg":"no","crit":[]},"alg":"a"}""", "a", null, null), InlineData("""{"jwk":{"kty":"oct"},"\u0061lg":"crit"}""", "crit", null, null)]
    public void A_header_says_how_to_verify_at_its_top(string json, string algorithm, string? keyId, string? type)
    {
        Assert.True(JoseHeader.TryRead(Some.Encoded(json), out var header, out _));
        Assert.Equal(new JoseHeader(algorithm, keyId, type), header);
    }

    [Theory]
    [InlineData("""{"alg":"a","alg":"a"}"""), InlineData("""{"alg":"a","x":1"""), InlineData("""{"alg":"a"}{}"""), InlineData("""{"alg":"a","typ":null}"""), InlineData("""{"alg":"a","crit":null}"""), InlineData("""[{"alg":"a"}]"""), InlineData("""{"kid":"a"}""")]
    public void A_header_that_can_be_read_in_two_ways_is_not_read(string json) => Assert.False(JoseHeader.TryRead(Some.Encoded(json), out _, out _));
}
