using System.Text;
using Voidkey.Access;
using Voidkey.Diagnostics;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>A cloud's JSON is what its protocol says, or it is nothing.</summary>
public sealed class CloudJsonTests
{
    public static TheoryData<string> NotRead { get; } =
    [
        "", " ", "null", "[]", "\"text\"", "1", "{", "{}}", "{\"a\":1,}", "{\"a\":1,\"a\":1}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":1,\"\\u0061\":2}", "{'a':1}", "{\"a\":1} x", "\ufeff{}", "{/**/}",
        $"{string.Concat(Enumerable.Repeat("{\"a\":", 17))}1{new string('}', 17)}", "<a/>",
    ];

    [Theory, MemberData(nameof(NotRead))]
    public void It_is_one_object_without_leniencies(string text)
    {
        Assert.False(CloudJson.TryRead(Encoding.UTF8.GetBytes(text), out _), text);
        Assert.NotNull(Read("{\"a\":{\"b\":1},\"b\":2}"));
    }

    [Fact]
    public void It_is_UTF_8_also_where_nobody_looks() => Assert.False(CloudJson.TryRead(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, out _));

    [Theory]
    [InlineData("{\"a\":\"x\"}", "a", "x"), InlineData("{\"a\":{\"b\":\"x\"}}", "/a/b", "x"), InlineData("{\"a\":[{\"b\":\"x\"}]}", "/a/0/b", "x"), InlineData("{\"a/b~\":\"x\"}", "/a~1b~0", "x"), InlineData("{\"\":\"x\"}", "/", "x")]
    [InlineData("{\"a\":{\"b\":\"x\"}}", "b", null), InlineData("{\"a\":{\"b\":\"x\"}}", "a/b", null), InlineData("{\"a\":\"x\"}", "A", null), InlineData("{\"a\":\"x\"}", "/a/0", null), InlineData("{\"a\":[\"x\"]}", "/a/00", null), InlineData("{\"a\":\"x\"}", "", null), InlineData("{\"a\":\"x\"}", "/~2", null)]
    public void A_place_is_exact(string json, string place, string? word) => Assert.Equal(word, Read(json).Word(place));

    [Theory]
    [InlineData("\"a.b_c-~\"", true), InlineData("\"\"", false), InlineData("\"a b\"", false), InlineData("\"a\\n\"", false), InlineData("\"\\u00e9\"", false), InlineData("\"\\ud800\"", false), InlineData("null", false), InlineData("1", false), InlineData("true", false), InlineData("[\"a\"]", false), InlineData("{}", false)]
    public void A_word_has_nothing_that_a_token_has_not(string value, bool isWord)
    {
        Assert.Equal(isWord, Read($"{{\"a\":{value}}}").Word("a") is not null);
        Assert.NotNull(Read($"{{\"a\":\"{new string('x', 32_768)}\"}}").Word("a"));
        Assert.Null(Read($"{{\"a\":\"{new string('x', 32_769)}\"}}").Word("a"));
    }

    [Theory]
    [InlineData("\"a b \u00e9\"", "a b \u00e9"), InlineData("\"a\\nb\\tc\\r\"", "a\nb\tc\r"), InlineData("12", "12"), InlineData("-12", "-12"), InlineData("true", "true"), InlineData("false", "false"), InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"\"", null), InlineData("\"a\\u0000\"", null), InlineData("\"\\u001b[0m\"", null), InlineData("\"\\u0085\"", null), InlineData("1.5", null), InlineData("1e3", null), InlineData("null", null), InlineData("[]", null), InlineData("{}", null)]
    public void A_scalar_is_a_text_an_integer_or_a_flag(string value, string? scalar) => Assert.Equal(scalar, Read($"{{\"a\":{value}}}").Scalar("a"));

    [Theory]
    [InlineData("3600", 3600), InlineData("\"3600\"", 3600), InlineData("0", 0), InlineData("59.9", 59), InlineData("1e3", 1000), InlineData("1000000000", 1_000_000_000)]
    [InlineData("-1", null), InlineData("\"-1\"", null), InlineData("1000000001", null), InlineData("1e999", null), InlineData("\"\"", null), InlineData("\"1h\"", null), InlineData("\" 1\"", null), InlineData("\"1.5\"", null), InlineData("null", null), InlineData("true", null), InlineData("[1]", null)]
    public void Seconds_are_a_number_or_digits(string value, int? seconds) => Assert.Equal(seconds, (int?)Read($"{{\"a\":{value}}}").Seconds("a")?.TotalSeconds);

    [Theory]
    [InlineData("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"), InlineData("2026-01-15T13:00:00+01:00", "2026-01-15T12:00:00Z"), InlineData("2026-01-15T12:00:00.999999999Z", "2026-01-15T12:00:00Z"), InlineData("2026-01-15t12:00:00z", "2026-01-15T12:00:00Z"), InlineData("2026-01-15T12:00:00-00:00", "2026-01-15T12:00:00Z")]
    [InlineData("2026-01-15T12:00:00", null), InlineData("2026-01-15 12:00:00Z", null), InlineData("2026-01-15", null), InlineData("2026-02-30T12:00:00Z", null), InlineData("2026-01-15T25:00:00Z", null), InlineData("15/01/2026", null), InlineData("2026-01-15T12:00Z", null), InlineData("2026-01-15T12:00:00Z\\n", null), InlineData("", null), InlineData("1768478400", null)]
    public void A_time_has_the_form_of_RFC_3339_and_a_zone(string value, string? time) => Assert.Equal(time, Shown(Read($"{{\"a\":\"{value}\"}}").Time("a")));

    [Theory]
    [InlineData("1768478400", "2026-01-15T12:00:00Z"), InlineData("1768478400999", "2026-01-15T12:00:00Z"), InlineData("\"1768478400\"", "2026-01-15T12:00:00Z"), InlineData("1768478400.9", "2026-01-15T12:00:00Z"), InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("-1", null), InlineData("1e300", null), InlineData("253402300800000", null), InlineData("\"soon\"", null), InlineData("null", null), InlineData("\"2026-01-15T12:00:00Z\"", null)]
    public void A_time_since_1970_is_in_seconds_or_milliseconds(string value, string? time) => Assert.Equal(time, Shown(Read($"{{\"a\":{value}}}").UnixTime("a")));

    private static string? Shown(DateTimeOffset? time) => time is { } known ? Timestamps.Seconds(known) : null;

    private static CloudJson Read(string json)
    {
        Assert.True(CloudJson.TryRead(Encoding.UTF8.GetBytes(json), out var read), json);
        return read;
    }
}
