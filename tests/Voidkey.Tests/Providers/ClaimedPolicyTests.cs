using System.Text.Json.Nodes;
using CsCheck;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Policies with claims in them: a claim is text within a text, and nothing else, whatever it says.</summary>
public sealed class ClaimedPolicyTests
{
    private const string Written = """
        {Version: 2012-10-17, n: 5, Statement: [{Effect: Allow, Action: [s3:GetObject, 's3:Put*'], Resource: 'arn:aws:s3:::${BUCKET}/${claim:a}/${aws:username}/${claim:b}*'}, {Effect: Deny, Resource: '${claim:b}', Note: '$${claim:a} "<ü>\'}]}
        """;

    [Theory]
    [InlineData("{r: '${claim:a}/*'}", "{\"r\":\"one/*\"}")]
    [InlineData("'{\"r\": [\"${claim:a}\", \"x${claim:b}y\"]}'", "{\"r\":[\"one\",\"xtwoy\"]}")]
    [InlineData("{r: '${aws:username}/${claim:a}/$${claim:b}'}", "{\"r\":\"${aws:username}/one/${claim:b}\"}")]
    [InlineData("{r: '${claim:n} ${claim:f}'}", "{\"r\":\"7 true\"}")]
    [InlineData("|\n  {\n    \"r\": \"${claim:a}\"\n  }", "{\"r\":\"one\"}")]
    public void Becomes_the_document(string written, string json)
    {
        Assert.True(Templates.Policy(written).For(Templates.Caller(("a", "one"), ("b", "two"), ("n", 7), ("f", true))).TryGet(out var text, out _));
        Assert.Equal(json, text);
    }

    [Fact]
    public void No_claim_changes_the_shape_of_a_policy()
    {
        var policy = new ClaimedPolicy(Templates.Policy(Written));
        var piece = Gen.Int[0, 19].Select(static i => new[]
        {
            "a", "\"", "\\", "\",\"b\":\"", "}", "{", "{aws:username}", "]", "\\u002a", "%22", "&Policy={}", "+", "é", "😀", "\ufdd0", "'", "</script>", "//", "\u200b", "\\\"",
        }[i]);
        var text = piece.Array[1, 6].Select(string.Concat);
        Gen.Select(text, text).Sample(
            (a, b) =>
            {
                Assert.True(policy.For(Templates.Caller(("a", a), ("b", b))).TryGet(out var encoded, out var error), error?.ToString());
                Assert.True(encoded.All(static c => char.IsAsciiLetterOrDigit(c) || c is '%' or '-' or '.' or '_' or '~'), encoded);
                Assert.True(JsonNode.DeepEquals(Meant(a, b), JsonNode.Parse(Uri.UnescapeDataString(encoded))), encoded);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("*"), InlineData("a*"), InlineData("?"), InlineData("${aws:username}"), InlineData("$"), InlineData("refs/heads/*"), InlineData("\u0007"), InlineData("a\u0085"), InlineData("a\u2028b"), InlineData("\u2029"), InlineData("")]
    public void A_claim_that_would_be_a_pattern_a_variable_or_nothing_is_refused(string claim)
    {
        var policy = new ClaimedPolicy(Templates.Policy(Written));
        Assert.False(policy.For(Templates.Caller(("a", "fine"), ("b", claim))).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.ClaimUnusable, error.Code);
        if (claim.Length > 0) Assert.DoesNotContain(claim, error.Message.Replace("claim", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(policy.For(Templates.Caller(("a", "fine"), ("b", "fine"))).TryGet(out _, out _));
    }

    [Fact]
    public void Claims_may_fill_what_the_cloud_takes_and_not_a_character_more()
    {
        var policy = new ClaimedPolicy(Templates.Policy("{r: '${claim:a}'}"));
        bool Fits(string claim) => policy.For(Templates.Caller(("a", claim))).TryGet(out _, out _);

        // {"r":""} has 8 characters; an escaped one counts as it is sent.
        Assert.True(Fits(new string('x', 2040)));
        Assert.False(Fits(new string('x', 2041)));
        Assert.True(Fits(new string('x', 2034) + "é"));
        Assert.False(Fits(new string('x', 2035) + "é"));
    }

    // The same document, put together as one puts data together.
    private static JsonObject Meant(string a, string b) => new()
    {
        ["Version"] = "2012-10-17",
        ["n"] = 5,
        ["Statement"] = new JsonArray(
            new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray("s3:GetObject", "s3:Put*"), ["Resource"] = $"arn:aws:s3:::bucket/{a}/${{aws:username}}/{b}*" },
            new JsonObject { ["Effect"] = "Deny", ["Resource"] = b, ["Note"] = "${claim:a} \"<ü>\\" }),
    };
}
