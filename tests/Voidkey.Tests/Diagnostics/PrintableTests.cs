using System.Globalization;
using System.Text;
using CsCheck;
using Voidkey.Diagnostics;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Diagnostics;

/// <summary>Nothing from outside writes to a terminal or a log what the eye cannot see.</summary>
public sealed class PrintableTests
{
    // Whatever Unicode calls them, a reader does not see these, and two names that differ by one look alike.
    private static readonly int[] Invisible = [0x034f, 0x115f, 0x1160, 0x180b, 0x2800, 0x3164, 0xfe0f, 0xffa0, 0xe0001, 0xe0041, 0xe0100, 0x1d173];

    [Fact]
    public void Every_character_is_shown_or_escaped()
    {
        for (var c = 0; c <= 0x10ffff; c++)
        {
            var text = c is >= 0xd800 and <= 0xdfff ? $"{(char)c}" : char.ConvertFromUtf32(c);
            var escaped = string.Concat(text.Select(static half => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)half:x4}")));
            var line = Printable.Line(text);
            if (MustNotStand(c)) Assert.Equal(escaped, line);
            else if (line != text) Assert.Equal(escaped, line);
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("ümläuts, 漢字, עברית, 🔑")]
    [InlineData("")]
    public void What_can_be_seen_stays(string text) => Assert.Equal(text, Printable.Line(text));

    [Fact]
    public void What_cannot_be_seen_does_not() => Assert.All(Invisible, static c => Assert.StartsWith("\\u", Printable.Line(char.ConvertFromUtf32(c)), StringComparison.Ordinal));

    [Fact]
    public void What_is_no_character_does_not_stand_either()
    {
        int[] all = [.. Enumerable.Range(0, 0x110000).Where(IsNoncharacter)];
        Assert.Equal(66, all.Length);
        Assert.All(all, static c => Assert.StartsWith("\\u", Printable.Line(char.ConvertFromUtf32(c)), StringComparison.Ordinal));
        Assert.Equal("a\\ufffe\\uffff\\udbff\\udfffz", Printable.Line("a\ufffe\uffff\U0010ffffz"));
        Assert.Equal("\ufdcf\ufdf0\ufffd", Printable.Line("\ufdcf\ufdf0\ufffd"));
    }

    [Fact]
    public void A_name_in_a_problem_is_shown_safely()
    {
        var hostile = string.Concat(Invisible.Concat([0x202e, 0x2066, 0x200b, 0x061c]).Select(char.ConvertFromUtf32));
        var problem = Assert.Single(ConfigFolder.LoadOnce(Yaml.With("default: ci", $"default: \"c{hostile}i\"")).Problems);

        AssertOneSafeLine(problem.ToString());
        Assert.Contains("\\u202e", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_input_writes_a_raw_control_character_into_an_audit_line() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.String, Gen.String).Sample(
        static (a, b, c, d, e) =>
        {
            foreach (var hostile in new[] { a, a + "\r\n\u001b[2K\u2028\u2029\u202e\u0085\0" })
            {
                var record = new AuditRecord(
                    The.Moment, hostile, "mint", b, c, d, hostile, [hostile, e], new BrokerError(BrokerErrorCode.Forbidden, "no", hostile),
                    [new IdentityTrace(b, hostile, 1, [new ConditionTrace(hostile, false, c, hostile)])], [new AuditedCredential(hostile, b, c, a, hostile, c, The.Moment)])
                { Configuration = "0" };
                var line = Encoding.UTF8.GetString(record.ToLine().Span);
                Assert.EndsWith("}\n", line, StringComparison.Ordinal);
                Assert.All(line[..^1], static character => Assert.InRange(character, ' ', '~'));
            }
        },
        iter: 500);

    private static void AssertOneSafeLine(string line)
    {
        foreach (var rune in line.EnumerateRunes()) Assert.False(MustNotStand(rune.Value), line);
    }

    // The last two of every plane, and 32 among the Arabic forms.
    private static bool IsNoncharacter(int c) => c is >= 0xfdd0 and <= 0xfdef || c % 0x10000 is 0xfffe or 0xffff;

    private static bool MustNotStand(int c) => Invisible.Contains(c) || IsNoncharacter(c) || CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
