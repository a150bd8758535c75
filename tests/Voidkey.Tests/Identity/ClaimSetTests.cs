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
        "\"t\"", "\"\"", "\"\\u0074\"", "\"\\ud800\"", "\"a\\\"b\"", "\"é\"", "0", "7", "123456789012345", "1234567890123456", "1700000000.5", "-1", "00", "012", "1e2", "-1.5e3", "1e400", "01", "true", "false", "null", "nul", "truefalse", "\"\t\"", "\"\\x\"");

    private static readonly Gen<string> Text = Object(4);

    [Fact]
    public void A_payload_is_judged_and_read_as_the_platform_does()
    {
        var plain = 0;
        Gen.Select(Text, Gen.Int[0, 400], Gen.Byte, Gen.Bool).Sample(
            (text, at, other, isEdited) =>
            {
                var json = Encoding.UTF8.GetBytes(text);
                if (isEdited && at < json.Length) json[at] = other;
                if (PlainJson.TryFindMembers(json, out _)) Interlocked.Increment(ref plain);
                return IsReadAlike(json);
            },
            iter: 40_000);
        Assert.True(plain > 2_000, $"only {plain} were read the quick way");
    }

    /// <summary>As GitHub, Keycloak, Kubernetes and GitLab write them, in short.</summary>
    public static TheoryData<string> Everyday =>
    [
        """{"jti":"0b5d","sub":"repo:example-org/app:ref:refs/heads/main","aud":"voidkey","ref":"refs/heads/main","repository_id":"74","run_attempt":"1","iss":"https://ci.example.test","nbf":1632492967,"exp":1632493867,"iat":1632493567}""",
        """{"exp":1632493867,"iat":1632493567,"iss":"http://idp.example.test/realms/main","aud":["a","b"],"sub":"f6e1","allowed-origins":["/*"],"realm_access":{"roles":["offline_access"]},"resource_access":{"account":{"roles":[]}},"email_verified":false}""",
        """{"aud":["voidkey"],"exp":1632493867,"iat":1632493567,"iss":"https://cluster.example.test","kubernetes.io":{"namespace":"prod","pod":{"name":"a","uid":"1"},"serviceaccount":{"name":"b","uid":"2"},"warnafter":1632497174},"sub":"system:serviceaccount:prod:b"}""",
        """{"namespace_id":"1","user_access_level":null,"user_name":"Zoë M.","iss":"https://lab.example.test","iat":1632493567,"x":{}}""",
    ];

    [Theory, MemberData(nameof(Everyday))]
    public void What_providers_write_every_day_is_made_into_no_tree(string payload)
    {
        Assert.True(PlainJson.TryFindMembers(Bytes(payload), out _));
        Assert.True(IsReadAlike(Bytes(payload)));
    }

    [Theory]
    [InlineData("{}", true), InlineData("""{"a":0}""", true), InlineData("""{"a":[{"b":1},{"b":1}],"b":1}""", true), InlineData("""{"a":123456789012345}""", true)]
    [InlineData("", false), InlineData("[]", false), InlineData("{ }", false), InlineData("""{"a": 1}""", false), InlineData(" {}", false), InlineData("{} ", false), InlineData("{}{}", false), InlineData("""{"a":1,"a":1}""", false), InlineData("""{"a":{"b":1,"c":2,"b":1}}""", false), InlineData("""{"a":1,}""", false), InlineData("""{"a":[1,]}""", false), InlineData("""{"a":[,1]}""", false)]
    [InlineData("""{"a"}""", false), InlineData("""{"a":}""", false), InlineData("""{"a":"b""", false), InlineData("""{"a":b}""", false), InlineData("""{a:1}""", false), InlineData("""{"a":1 2}""", false), InlineData("""{"a":truex}""", false), InlineData("""{"a":+1}""", false), InlineData("""{"a":01}""", false)]
    [InlineData("""{"a":1.5}""", false), InlineData("""{"a":-1}""", false), InlineData("""{"a":1e2}""", false), InlineData("""{"a":1234567890123456}""", false), InlineData("""{"a":"\u0062"}""", false), InlineData("{\"a\":\n1}", false), InlineData("{\"a\":\"\0\"}", false), InlineData("{\"a\":1}\0", false)]
    public void Only_the_plainest_form_is_read_the_quick_way(string json, bool isPlain)
    {
        Assert.Equal(isPlain, PlainJson.TryFindMembers(Bytes(json), out _));
        Assert.True(IsReadAlike(Bytes(json)));
    }

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
        var member = Gen.Select(Gen.OneOf(Names), value, Gen.OneOf("", "", "", "", "", " ", "\n\t")).Select(static (name, text, blank) => $"{blank}\"{name}\"{blank}:{blank}{text}{blank}");
        return Gen.Select(member.Array[0, 6], Gen.OneOf("", "", "", ",", "{}", " ")).Select(static (members, end) => $"{{{string.Join(',', members)}}}{end}");
    }
}
