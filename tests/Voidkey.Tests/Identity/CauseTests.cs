using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>A caller is told that his token was not accepted and no more; whoever runs the broker is told why.</summary>
public sealed class CauseTests
{
    [Fact]
    public async Task Whoever_runs_the_broker_is_told_what_was_wrong_with_a_token()
    {
        using var world = new ValidatorWorld();
        var lines = new List<string>();
        foreach (var (why, token) in Tokens(world))
        {
            Assert.False((await world.AskAsync(token)).TryGet(out _, out var error), why);
            lines.Add($"{Shown(why)} - {error!.Cause}");
        }

        Told.IsAsIn("Identity/causes.txt", lines);
    }

    [Fact]
    public async Task Whoever_runs_the_broker_is_told_why_there_are_no_keys()
    {
        var lines = new List<string>();
        foreach (var row in DiscoveryTests.BadDocuments.Select(static row => row.Data))
        {
            using var world = new ValidatorWorld(discovery: true);
            world.Idp.DiscoveryOverrides[row.Item2] = row.Item3?.DeepClone();
            lines.Add($"a document that {row.Item1} - {await NoKeysAsync(world)}");
        }

        foreach (var (name, isDocument) in Outages.Names.Where(static name => !Outages.NeverEnds(name)).SelectMany(static name => new[] { (name, true), (name, false) }))
        {
            using var world = new ValidatorWorld(discovery: true);
            world.Network.Break(The.Issuer, Outages.Named(name, world.Time), isDocument ? "/.well-known/openid-configuration" : "/jwks");
            lines.Add($"{(isDocument ? "discovery" : "keys")}, {name} - {await NoKeysAsync(world)}");
        }

        Told.IsAsIn("Identity/no-keys.txt", lines);
    }

    [Fact]
    public async Task Whoever_runs_the_broker_is_told_what_a_fetch_brought()
    {
        using var world = new ValidatorWorld();
        world.Idp.PublishedKeys = [world.Key.PublicJwk(), new JsonObject { ["kty"] = "oct" }];
        await world.AcceptsAsync(world.Idp.Issue());

        Assert.Equal("Fetched the key set of ci: 1 usable keys, 1 passed over (its 'kty' is neither RSA nor EC)", Assert.Single(world.Log.Lines, static line => line.EventId == 1101).Text.Split(" [")[0]);
    }

    [Fact]
    public async Task Whoever_runs_the_broker_is_told_that_a_provider_does_not_answer()
    {
        using var world = new ValidatorWorld();
        world.Network.Break(The.Issuer, Voidkey.Testing.Fault.Hang, "/jwks");
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.False((await world.Validator.ValidateAsync(world.Idp.Issue(), hurry.Token)).TryGet(out _, out var error));
        Assert.Equal("ci: no answer in time", error.Cause);
    }

    [Fact]
    public void Whoever_runs_the_broker_is_told_why_a_key_is_of_no_use()
    {
        var lines = new List<string>();
        foreach (var row in UnfitKeyTests.Kinds.Select(static row => row.Data))
        {
            var jwk = SigningKey.Create(row.Item2, "unfit").PublicJwk();
            row.Item3(jwk);
            lines.Add($"{row.Item1} - {WhyUnfit(jwk)}");
        }

        foreach (var entry in new[] { "[]", "{}", "{\"kty\":7}", "{\"kty\":\"RSA\",\"kid\":7}", "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}" }) lines.Add($"{entry} - {WhyUnfit(JsonNode.Parse(entry))}");
        Told.IsAsIn("Identity/unfit-keys.txt", lines);
    }

    [Theory]
    [InlineData("[]", "the key set is not a strict JSON object")]
    [InlineData("{}", "the key set has no list 'keys'")]
    [InlineData("{\"keys\":{}}", "the key set has no list 'keys'")]
    [InlineData("{\"keys\":[]}", "the key set is empty")]
    [InlineData("{\"keys\":[{},{\"kty\":7},{\"kty\":\"RSA\",\"use\":\"enc\"}]}", "no key of the set can be used: no 'kty'; 'use' is not 'sig'")]
    public void A_set_without_a_key_says_why(string document, string why)
    {
        Assert.False(KeySet.TryRead(Encoding.UTF8.GetBytes(document), Allowed, out _, out var fault));
        Assert.Equal(why, fault);
    }

    [Fact]
    public void A_set_has_256_keys_and_not_one_more()
    {
        Assert.True(KeySet.TryRead(SetOf(256), Allowed, out var set, out _));
        Assert.Equal((255, 1), (set.Count, set.Unfit.Count));
        Assert.False(KeySet.TryRead(SetOf(257), Allowed, out _, out var fault));
        Assert.Equal("the key set has more than 256 keys", fault);

        byte[] SetOf(int keys) => Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([new JsonObject(), .. Enumerable.Range(1, keys - 1).Select(static i => Shared.PublicJwk())]) }.ToJsonString());
    }

    private static readonly SigningKey Shared = SigningKey.Create("ES256", "shared");

    private static readonly SignatureAlgorithm[] Allowed = [.. new[] { "RS256", "ES256", "ES384", "ES512" }.Select(static name => SignatureAlgorithm.Find(name)!)];

    private static string WhyUnfit(JsonNode? jwk)
    {
        var set = new JsonObject { ["keys"] = new JsonArray(Shared.PublicJwk(), jwk) };
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(set.ToJsonString()), Allowed, out var read, out _));
        Assert.Equal((1, 1), (read.Count, Assert.Single(read.Unfit).Index));
        return read.WhyUnfit;
    }

    private static async Task<string> NoKeysAsync(ValidatorWorld world)
    {
        Assert.False((await world.AskAsync(world.Idp.Issue())).TryGet(out _, out var error));
        var logged = Assert.Single(world.Log.Lines, static line => line.EventId == 1102).Text.Split(" [")[0];
        Assert.Equal(logged, $"Could not fetch the key set of {error.Cause}");
        return logged;
    }

    // Names of rows hold what the tokens do.
    private static string Shown(string why) => string.Concat(why.Select(static c => c is < ' ' or > '~' ? $"\\u{(int)c:x4}" : $"{c}"));

    private static IEnumerable<(string Why, Secret Token)> Tokens(ValidatorWorld world)
    {
        foreach (var row in FormTests.Malformed.Select(static row => row.Data)) yield return ($"a token that {row.Item1}", row.Item2(world));
        foreach (var row in HeaderTests.Hostile.Select(static row => row.Data)) yield return ($"a token whose header {row.Item1}", row.Item2(world));
        foreach (var row in NameClaimTests.BadIssuers.Select(static row => row.Data)) yield return ($"an issuer that is {row.Item1}", world.TokenRaw("iss", row.Item2));
        foreach (var row in NameClaimTests.BadAudiences.Select(static row => row.Data)) yield return ($"an audience that is {row.Item1}", world.TokenRaw("aud", row.Item2));
        foreach (var row in NameClaimTests.BadSubjects.Select(static row => row.Data)) yield return ($"a subject that is {row.Item1}", world.TokenRaw("sub", row.Item2));
        foreach (var row in TimeClaimTests.NoDates.Select(static row => row.Data)) yield return ($"a time that {row.Item1}", row.Item3.Length == 0 ? world.Token((row.Item2, null)) : world.TokenRaw(row.Item2, row.Item3));
        foreach (var row in TimeClaimTests.Bounds.Select(static row => row.Data).Where(static row => row.Item3 is not null)) yield return ($"{row.Item1} {row.Item2:+0;-0} s from now", world.Token((row.Item1, The.Second + row.Item2)));
        foreach (var jti in new[] { "7", "\"\\ud800\"", "null", "[]" }) yield return ($"the jti {jti}", world.TokenRaw("jti", jti));
        yield return ("somebody else's signature", SigningKey.Create("ES256", world.Key.KeyId).SignJws(Some.Header(world.Key).ToJsonString(), Some.Claims().ToJsonString()));
        yield return ("a key that nobody has", world.TokenWithHeader(("kid", "nobody's")));
    }
}
