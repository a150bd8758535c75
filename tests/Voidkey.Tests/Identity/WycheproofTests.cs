using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>
/// Wycheproof's defects on tokens whose claims are accepted. Served as they are its vectors would be refused for their claims, which proves nothing;
/// so each is carried over onto our claims, and the valid ones, carried over the same way, must pass.
/// </summary>
public sealed class WycheproofTests
{
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    [Fact]
    public async Task A_signature_with_a_defect_is_refused_and_one_without_is_accepted()
    {
        var verdicts = new List<(string Vector, bool Carried, bool Wanted, bool Accepted)>();
        foreach (var group in Vectors.Groups("json_web_signature.json")) await CheckAsync(group, new JsonArray((group["public"] ?? group["private"])!.DeepClone()), verdicts);

        Assert.Empty(verdicts.Where(verdict => verdict.Wanted != verdict.Accepted).Select(verdict => verdict.Vector));
        Assert.Equal(401, verdicts.Count);
        Assert.InRange(verdicts.Count(verdict => verdict.Accepted), 28, 40);
        Assert.True(verdicts.Count(verdict => verdict is { Carried: true, Accepted: false }) >= 250, $"{verdicts.Count(verdict => verdict.Carried)} carried");
    }

    [Fact]
    public async Task A_key_with_a_defect_verifies_nothing()
    {
        var verdicts = new List<(string Vector, bool Carried, bool Wanted, bool Accepted)>();
        foreach (var group in Vectors.Groups("json_web_key.json")) await CheckAsync(group, (JsonArray)(group["public"] ?? group["private"])!["keys"]!.DeepClone(), verdicts);

        Assert.Empty(verdicts.Where(verdict => verdict.Wanted != verdict.Accepted).Select(verdict => verdict.Vector));
        Assert.Equal((26, 1), (verdicts.Count, verdicts.Count(verdict => verdict.Accepted)));
    }

    private static async Task CheckAsync(JsonObject group, JsonArray published, List<(string Vector, bool Carried, bool Wanted, bool Accepted)> verdicts)
    {
        using var world = new ValidatorWorld("ES256", Algorithms);
        world.Idp.PublishedKeys = [world.Key.PublicJwk(), .. published.Select(key => key!.DeepClone())];
        var keys = group["private"]!["keys"] as JsonArray ?? new JsonArray(group["private"]!.DeepClone());
        var tests = group["tests"]!.AsArray().Select(test => (JsonObject)test!).ToArray();
        var valid = Array.Find(tests, test => (string?)test["result"] == "valid");

        foreach (var test in tests)
        {
            var name = $"{group["comment"]} {test["tcId"]} {test["comment"]}";
            var (token, carried) = Carry((string)test["jws"]!, (string)(valid ?? test)["jws"]!, (JsonObject)keys[0]!);
            var accepted = (await world.AskAsync(new Secret(token))).TryGet(out _, out _);
            verdicts.Add((name, carried, (string?)test["result"] == "valid" && !IsBeyondUs((string)test["jws"]!, published), accepted));
        }

        await world.AcceptsAsync(world.Token(), "the good key beside them");
    }

    // Symmetric keys, and two keys of RFC 7520 that name one algorithm while the token names another: valid there, refused here on purpose (RFC 8725 §3.1).
    private static bool IsBeyondUs(string jws, JsonArray published) =>
        published.Any(key => (string?)key!["kty"] == "oct" || (key["alg"] is { } only && (string?)only != (string?)HeaderOf(jws)?["alg"]));

    private static (string Token, bool Carried) Carry(string jws, string valid, JsonObject key)
    {
        // What is wrong with the form alone is served as it stands.
        var parts = jws.Split('.');
        if (parts.Length != 3 || HeaderOf(jws) is not { } header || (parts[1].Length == 0 && jws != valid)) return (jws, false);

        var claims = Some.Encoded(Some.Claims().ToJsonString());
        var (theirs, ours) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Encoding.ASCII.GetBytes($"{parts[0]}.{claims}"));
        if (Decoded(parts[2]) is not { } signature) return ($"{parts[0]}.{claims}.{parts[2]}", true);

        // A good signature of something else is the defect itself.
        var good = valid.Split('.');
        if (parts[2] == good[2] && jws != valid) return ($"{parts[0]}.{claims}.{parts[2]}", true);

        // Which of the two kinds of PSS or PKCS#1 it is, the key or the token says.
        var algorithm = (string?)key["alg"] is { } only && Algorithms.Contains(only, StringComparer.Ordinal) ? only : (string?)header["alg"] ?? "";
        var carried = (string?)key["kty"] switch
        {
            _ when signature.Length == 0 => signature,
            "oct" => Mac(key, header, ours),
            _ when key.ContainsKey("n") => new CarriedRsa(key).Carry(signature, theirs, ours, algorithm),
            _ when signature.Length is 32 => signature,
            _ => new CarriedEcdsa(key).Carry(signature, Decoded(good[2])!, ours),
        };
        return ($"{parts[0]}.{claims}.{Some.Encoded(carried)}", true);
    }

    private static byte[] Mac(JsonObject key, JsonObject header, byte[] ours)
    {
        var secret = Decoded((string?)key["k"] ?? "") ?? [];
        return (string?)header["alg"] switch { "HS384" => HMACSHA384.HashData(secret, ours), "HS512" => HMACSHA512.HashData(secret, ours), _ => HMACSHA256.HashData(secret, ours) };
    }

    private static JsonObject? HeaderOf(string jws)
    {
        try
        {
            return Decoded(jws.Split('.')[0]) is { Length: > 0 } header ? JsonNode.Parse(header) as JsonObject : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decoded(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
