using System.Text;
using System.Text.Json;
using CsCheck;
using Voidkey.Identity;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>One pass finds the claims: it judges a payload, and reads it, as the platform's own parser does.</summary>
public sealed class ClaimSetTests
{
    private static readonly string[] Names = ["iss", "sub", "a", "is\\u0073", "\\u0061", "\\ud800", "", "é", "x\\\"y"];

    private static readonly Gen<string> Scalar = Gen.OneOf(
        "\"t\"", "\"\"", "\"\\u0074\"", "\"\\ud800\"", "\"a\\\"b\"", "\"é\"", "0", "-1.5e3", "1e400", "01", "true", "false", "null", "nul", "\"\t\"", "\"\\x\"");

    private static readonly Gen<string> Text = Object(4);

    [Fact]
    public void A_payload_is_judged_and_read_as_the_platform_does() =>
        Gen.Select(Text, Gen.Int[0, 400], Gen.Byte, Gen.Bool).Sample(
            (text, at, other, isEdited) =>
            {
                var json = Encoding.UTF8.GetBytes(text);
                if (isEdited && at < json.Length) json[at] = other;
                return IsReadAlike(json);
            },
            iter: 20_000);

    [Theory]
    [InlineData(63), InlineData(64), InlineData(65), InlineData(66), InlineData(300)]
    public void Nothing_is_there_twice_however_much_there_is(int members)
    {
        var names = Enumerable.Range(0, members).Select(i => $"\"n{i}\":{i}").ToArray();
        Assert.True(ClaimSet.TryRead(Bytes($"{{{string.Join(',', names)}}}"), out var claims));
        Assert.True(claims.TryGetNumber(Bytes($"n{members - 1}"), out var last) && last == members - 1);
        foreach (var twice in new[] { 0, members / 2, members - 1 }) Assert.False(ClaimSet.TryRead(Bytes($"{{{string.Join(',', names)},\"n{twice}\":1}}"), out _), $"n{twice}");
        Assert.False(ClaimSet.TryRead(Bytes($"{{{string.Join(',', names)},\"x\":[1,{{\"y\":1,\"y\":1}}]}}"), out _));
    }

    [Theory]
    [InlineData(14, true), InlineData(15, true), InlineData(16, false), InlineData(17, false), InlineData(2000, false)]
    public void It_is_as_deep_as_it_may_be_and_no_deeper(int lists, bool isRead)
    {
        var json = Bytes($"{{\"a\":{new string('[', lists)}{new string(']', lists)}}}");
        Assert.Equal(isRead, ClaimSet.TryRead(json, out _));
        Assert.Equal(isRead, StrictJson.TryReadObject(json, out _));
        Assert.True(IsReadAlike(Bytes($"{string.Concat(Enumerable.Repeat("{\"a\":", lists))}1{new string('}', lists)}")));
    }

    private static bool IsReadAlike(byte[] json)
    {
        var isOurs = ClaimSet.TryRead(json, out var claims);
        var isTheirs = StrictJson.TryReadObject(json, out var tree);
        if (isOurs != isTheirs || claims is null) return isOurs == isTheirs;

        return claims.All.GetRawText() == tree.GetRawText() && Array.TrueForAll(["iss", "sub", "a", "é", "none"], name => IsAlike(claims, tree, name));
    }

    private static bool IsAlike(ClaimSet claims, JsonElement tree, string name)
    {
        var has = tree.TryGetProperty(name, out var member);
        string? expected = null;
        var isText = has && member.TryGetText(out expected);
        var number = double.NaN;
        var isNumber = has && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out number);
        return claims.Has(Bytes(name)) == has
            && claims.TryGet(Bytes(name), out var value) == has && (!has || value.GetRawText() == member.GetRawText())
            && claims.TryGetText(Bytes(name), out var text) == isText && text == expected
            && claims.TryGetNumber(Bytes(name), out var found) == isNumber && (!isNumber || found.Equals(number));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Gen<string> Object(int depth)
    {
        var value = depth == 0 ? Scalar : Gen.Frequency((6, Scalar), (2, Object(depth - 1)), (1, Object(depth - 1).Array[0, 3].Select(static entries => $"[{string.Join(',', entries)}]")));
        var member = Gen.Select(Gen.OneOf(Names), value, Gen.OneOf("", " ", "\n\t")).Select(static (name, text, blank) => $"{blank}\"{name}\"{blank}:{blank}{text}{blank}");
        return Gen.Select(member.Array[0, 6], Gen.OneOf("", "", "", ",", "{}", " ")).Select(static (members, end) => $"{{{string.Join(',', members)}}}{end}");
    }
}
