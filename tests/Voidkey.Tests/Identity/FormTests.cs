using System.Buffers.Text;
using System.Text;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>What a token looks like from outside: three segments of base64url, strict JSON within (RFC 7515 §2, §3.1; RFC 7519 §4).</summary>
public sealed class FormTests : IDisposable
{
    private readonly ValidatorWorld _world = new();

    public static TheoryData<string, Func<ValidatorWorld, Secret>> Malformed { get; } = Table();

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_token_is_refused_when_it(string why, Func<ValidatorWorld, Secret> make) => await _world.RefusesAsync(make(_world), why);

    [Fact]
    public async Task A_token_may_have_16384_characters_and_not_one_more()
    {
        var longest = OfLength(CompactJws.MaxLength);
        await _world.AcceptsAsync(longest, "as long as allowed");
        await _world.RefusesAsync(OfLength(CompactJws.MaxLength + 1), "one character too long");
        await _world.RefusesAsync(OfLength(CompactJws.MaxLength * 2), "far too long");
    }

    [Theory]
    [InlineData(14, true), InlineData(15, true), InlineData(16, false), InlineData(100, false), InlineData(2000, false)]
    public async Task Claims_nest_16_levels_and_not_one_more(int lists, bool accepted)
    {
        var token = _world.TokenRaw("x", new string('[', lists) + new string(']', lists));
        if (accepted) await _world.AcceptsAsync(token);
        else await _world.RefusesAsync(token, $"nested {lists} deep");
    }

    [Fact]
    public async Task Whoever_changes_one_bit_of_a_token_has_no_token()
    {
        var token = _world.Token().Reveal();
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] == '.') continue;
            var changed = new Secret($"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}");
            Assert.False((await _world.AskAsync(changed)).TryGet(out _, out _), $"character {i}");
        }

        await _world.AcceptsAsync(new Secret(token));
        _world.AskedForKeysOnly();
    }

    private static TheoryData<string, Func<ValidatorWorld, Secret>> Table()
    {
        var table = new TheoryData<string, Func<ValidatorWorld, Secret>>
        {
            { "is empty", _ => new Secret("") },
            { "is a word", _ => new Secret("hello") },
            { "is dots", _ => new Secret("..") },
            { "is a flood of dots", _ => new Secret(new string('.', 16_000)) },
            { "is a flood of dots over the limit", _ => new Secret(new string('.', 1 << 20)) },
            { "has two segments", world => new Secret(world.Token().Reveal()[..world.Token().Reveal().LastIndexOf('.')]) },
            { "has four segments", world => new Secret(world.Token().Reveal() + ".AAAA") },
            { "has five segments, as a JWE has", world => new Secret($"{Some.Encoded("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}")}.AAAA.AAAA.AAAA.AAAA") },
            { "is a JWE around an unsigned token", world => new Secret($"{Some.Encoded("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}")}..AAAA.{Some.Encoded("{}")}.AAAA") },
            { "has no header", world => new Secret(world.Token().Reveal()[world.Token().Reveal().IndexOf('.', StringComparison.Ordinal)..]) },
            { "has no payload", world => Some.Jws(world.Key, $"{Some.Encoded(Some.Header(world.Key).ToJsonString())}.") },
            { "has no signature", world => new Secret(world.Token().Reveal()[..(world.Token().Reveal().LastIndexOf('.') + 1)]) },
            { "is JSON serialised", world => JsonSerialised(world) },
            { "has Bearer before it", world => new Secret("Bearer " + world.Token().Reveal()) },
            { "is in quotes", world => new Secret($"\"{world.Token().Reveal()}\"") },
            { "has a byte order mark before it", world => new Secret("\uFEFF" + world.Token().Reveal()) },
            { "ends in letters that look like its own", world => new Secret(world.Token().Reveal()[..^1] + "\u0410") },
        };

        foreach (var (name, text) in new[] { ("a blank", " "), ("a tab", "\t"), ("a line break", "\n"), ("a carriage return", "\r\n"), ("a NUL", "\0"), ("padding", "="), ("double padding", "==") })
        {
            table.Add($"has {name} after it", world => new Secret(world.Token().Reveal() + text));
            table.Add($"has {name} before it", world => new Secret(text + world.Token().Reveal()));
            table.Add($"has {name} in its signed payload", world => Some.Jws(world.Key, $"{Some.Encoded(Some.Header(world.Key).ToJsonString())}.{Some.Encoded(Some.Claims().ToJsonString())}{text}"));
            table.Add($"has {name} in its signed header", world => Some.Jws(world.Key, $"{Some.Encoded(Some.Header(world.Key).ToJsonString())}{text}.{Some.Encoded(Some.Claims().ToJsonString())}"));
        }

        table.Add("uses the other base64 alphabet", world => Some.Jws(world.Key, $"{Some.Encoded(Some.Header(world.Key).ToJsonString())}.{WithPlusAndSlash()}"));
        table.Add("has stray bits at the end of its signature", NonCanonicalSignature);
        table.Add("has stray bits at the end of its payload", world => Some.Jws(world.Key, $"{Some.Encoded(Some.Header(world.Key).ToJsonString())}.{NonCanonicalTail(Some.Claims().ToJsonString())}"));

        foreach (var (name, payload) in Payloads()) table.Add($"has a payload that {name}", world => Some.Jws(world.Key, Encoding.UTF8.GetBytes(Some.Header(world.Key).ToJsonString()), payload));
        return table;
    }

    private static IEnumerable<(string Name, byte[] Payload)> Payloads()
    {
        var good = Some.Claims().ToJsonString();
        byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
        yield return ("is no JSON", Text("hello"));
        yield return ("is a list", Text($"[{good}]"));
        yield return ("is a text", Text("\"x\""));
        yield return ("is null", Text("null"));
        yield return ("goes on after its end", Text(good + "{}"));
        yield return ("ends in a comma", Text(good[..^1] + ",}"));
        yield return ("has a comment", Text(good + "/**/"));
        yield return ("begins with a byte order mark", [0xEF, 0xBB, 0xBF, .. Text(good)]);
        yield return ("is UTF-16", Encoding.Unicode.GetBytes(good));
        yield return ("is cut short", Text(good[..^1]));
        yield return ("has sub twice", Text($"{good[..^1]},\"sub\":\"root\"}}"));
        yield return ("has sub twice, once escaped", Text($"{good[..^1]},\"\\u0073ub\":\"root\"}}"));
        yield return ("has a duplicate in an inner object", Text($"{good[..^1]},\"x\":{{\"y\":1,\"y\":2}}}}"));
        yield return ("has a duplicate within a list", Text($"{good[..^1]},\"x\":[{{\"y\":1,\"\\u0079\":2}}]}}"));
        yield return ("has a name of half a surrogate pair", Text($"{good[..^1]},\"\\udc00\":1}}"));
        yield return ("is not UTF-8 in a claim that nobody reads", [.. Text($"{good[..^1]},\"x\":\""), 0xC3, 0x28, .. Text("\"}")]);
        yield return ("is overlong UTF-8 in a claim that nobody reads", [.. Text($"{good[..^1]},\"x\":\""), 0xC0, 0xAF, .. Text("\"}")]);
        yield return ("is not UTF-8 in a name", [.. Text($"{good[..^1]},\""), 0xFF, .. Text("\":1}")]);
        yield return ("has a raw line break within a text", Text($"{good[..^1]},\"x\":\"\n\"}}"));
        yield return ("has a number that is none", Text($"{good[..^1]},\"x\":NaN}}"));
    }

    private static Secret JsonSerialised(ValidatorWorld world)
    {
        var segments = world.Token().Reveal().Split('.');
        return new Secret($$"""{"payload":"{{segments[1]}}","protected":"{{segments[0]}}","signature":"{{segments[2]}}"}""");
    }

    // Claims whose encoding needs both characters that the alphabets differ in.
    private static string WithPlusAndSlash() =>
        Some.Encoded(Encoding.UTF8.GetBytes(Some.Claims(("x", "???>>>~~~???>>>~~~ÿÿÿ")).ToJsonString())).Replace('-', '+').Replace('_', '/');

    private static Secret NonCanonicalSignature(ValidatorWorld world)
    {
        var token = world.Token().Reveal();
        var head = token[..^1];
        var other = Alphabet.First(c => c != token[^1] && Encodes(c) >> 4 == Encodes(token[^1]) >> 4);
        return new Secret(head + other);
    }

    private static string NonCanonicalTail(string json)
    {
        while (Encoding.UTF8.GetByteCount(json) % 3 != 1) json = json[..^1] + " }";
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        return text[..^1] + Alphabet[Encodes(text[^1]) + 1];
    }

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static int Encodes(char c) => Alphabet.IndexOf(c, StringComparison.Ordinal);

    private Secret OfLength(int length)
    {
        var without = _world.Token(("x", "")).Length;
        var filler = (length - without) * 3 / 4;
        for (var size = filler - 4; ; size++)
        {
            var token = _world.Token(("x", new string('f', size)));
            if (token.Length == length) return token;

            // Of four lengths base64url skips one; the header makes up for it.
            if (token.Length > length) return _world.Key.SignJws(Some.Header(_world.Key, ("y", "")).ToJsonString() + new string(' ', 1), Some.Claims(("x", new string('f', size - 12))).ToJsonString());
        }
    }
}
