using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Testing;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Configuration;

/// <summary>Where a client IdP's keys are, and what is refused about it.</summary>
public sealed class KeySourceTests : IDisposable
{
    private const string Uri = "jwksUri: https://ci.example.test/jwks";

    private static readonly SigningKey Es = SigningKey.Create("ES256");
    private static readonly SigningKey Rs = SigningKey.Create("RS256");

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What stands in the place of <c>jwksUri</c>; the one problem is told where the § stands.</summary>
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "jwks: §[]", ConfigCodes.InvalidValue, "a mapping or JSON text" },
        { "jwks:§", ConfigCodes.InvalidValue, "a mapping or JSON text" },
        { "jwks: §1", ConfigCodes.InvalidValue, "put it in quotes" },
        { "jwks: { keys: [{ kty: §1.5 }] }", ConfigCodes.InvalidValue, "put it in quotes" },
        { "jwks: §'${NOT_SET}'", ConfigCodes.Substitution, "not set" },
        { "jwks: §'${claim:keys}'", ConfigCodes.Claim, "claim" },
        { "jwks: §x", ConfigCodes.Unusable, "not a strict JSON object" },
        { "jwks: §'{\"keys\":'", ConfigCodes.Unusable, "not a strict JSON object" },
        { "jwks: §'{\"keys\":[],\"keys\":[]}'", ConfigCodes.Unusable, "not a strict JSON object" },
        { "jwks: §{}", ConfigCodes.Unusable, "no list 'keys'" },
        { "jwks: §{ keys: x }", ConfigCodes.Unusable, "no list 'keys'" },
        { "jwks: §{ keys: [] }", ConfigCodes.Unusable, "empty" },
        { "jwks: §{ keys: [{ kty: oct, k: AAAA }, x] }", ConfigCodes.Unusable, "its 'kty' is neither RSA nor EC; no 'kty'" },
        { "jwks: §PRIVATE", ConfigCodes.Unusable, "it is a private key" },
        { "jwks: §DISALLOWED", ConfigCodes.Unusable, "not allowed" },
        { "jwks: GOOD\n    jwksUri: §https://ci.example.test/jwks", ConfigCodes.Conflict, "'jwks' says already" },
        { "jwks: GOOD\n    jwksFile: §good.json", ConfigCodes.Conflict, "'jwks' says already" },
        { "jwksFile: good.json\n    jwksUri: §https://ci.example.test/jwks", ConfigCodes.Conflict, "'jwksFile' says already" },
        { "jwks: GOOD\n    jwksCache: §{ freshFor: 5m }", ConfigCodes.Conflict, "nothing is fetched" },
        { "jwksFile: good.json\n    caFile: §ca.pem", ConfigCodes.Conflict, "nothing is fetched" },
        { "jwksFile: §nowhere.json", ConfigCodes.Unreadable, "does not exist" },
        { "jwksFile: §.", ConfigCodes.Unreadable, "a folder" },
        { "jwksFile: §''", ConfigCodes.InvalidValue, "must not be empty" },
        { "jwksFile: §[a]", ConfigCodes.InvalidValue, "single value" },
        { "jwksFile: §empty.json", ConfigCodes.Unreadable, "empty" },
        { "jwksFile: §/dev/zero", ConfigCodes.Unreadable, "not a regular file" },
        { "jwksFile: §large.json", ConfigCodes.Unreadable, "larger than 1048576 bytes" },
        { "jwksFile: §garbage.json", ConfigCodes.Unusable, "not a strict JSON object" },
        { "jwksFile: §unfit.json", ConfigCodes.Unusable, "no key of the set can be used" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void Is_refused_in_the_right_place(string instead, string code, string says)
    {
        WriteFiles();
        var (text, line, column) = Yaml.Marked(Yaml.With(Uri, Fill(instead)));
        var problem = Assert.Single(_folder.Load(text).Problems);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-content", problem.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Good => ["jwks: GOOD", "jwks: 'GOOD'", "jwks: '${file:good.json}'", "jwks: '${file:lines.json}'", "jwks:\n      keys:\n        - KEY", "jwksFile: good.json", "jwksFile: ./sub/../good.json", "jwksFile: ABSOLUTE"];

    [Theory, MemberData(nameof(Good))]
    public void Is_accepted_with_an_issuer_that_is_only_a_name(string instead)
    {
        WriteFiles();
        var text = Yaml.With(Uri, Fill(instead)).Replace("issuer: https://ci.example.test", "issuer: kubernetes/serviceaccount", StringComparison.Ordinal);
        var loaded = _folder.Load(text);
        Assert.Empty(loaded.Problems);
        Assert.Equal(1, KeysOf(loaded).Count);
    }

    [Fact]
    public void A_file_stands_beside_the_one_that_names_it()
    {
        WriteFiles();
        Directory.CreateDirectory(Path.Combine(_folder.Path, "conf.d"));
        File.Move(Path.Combine(_folder.Path, "good.json"), Path.Combine(_folder.Path, "conf.d", "beside.json"));
        _folder.Write("conf.d/config.yaml", Yaml.With(Uri, "jwksFile: beside.json"));
        Assert.Empty(_folder.LoadPath("conf.d").Problems);
        Assert.Empty(_folder.LoadPath("conf.d/config.yaml").Problems);
    }

    [Fact]
    public void A_key_that_is_never_used_is_a_warning_beside_a_good_one()
    {
        WriteFiles();
        var (text, line, column) = Yaml.Marked(Yaml.With(Uri, Fill("jwks:\n      keys:\n        - KEY\n        - §{ kty: oct, k: AAAA }")));
        var loaded = _folder.Load(text);
        var warning = Assert.Single(loaded.Problems);
        Assert.Equal((ConfigCodes.UnfitKey, true, line, column), (warning.Code, warning.IsWarning, warning.Position.Line, warning.Position.Column));
        Assert.EndsWith("clientIdps[0].jwks.keys[1]: this key is never used: its 'kty' is neither RSA nor EC", warning.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, KeysOf(loaded).Count);

        warning = Assert.Single(_folder.Load(Yaml.With(Uri, "jwksFile: mixed.json")).Problems);
        Assert.Equal((ConfigCodes.UnfitKey, "clientIdps[0].jwksFile.keys[0]"), (warning.Code, warning.Path));
    }

    [Fact]
    public void An_algorithm_that_is_wrong_is_the_only_problem() =>
        Assert.Equal([ConfigCodes.Unsafe], _folder.Load(Yaml.With(Uri, Fill("jwks: GOOD")).Replace("[RS256, ES256]", "[HS256]", StringComparison.Ordinal)).Problems.Select(static problem => problem.Code));

    [Fact]
    public void A_pipe_in_place_of_a_file_does_not_hold_up_the_start()
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.Path, "pipe")])) made.WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "pipe");
        foreach (var name in new[] { "pipe", "link" })
        {
            var problem = Assert.Single(_folder.Load(Yaml.With(Uri, $"jwksFile: {name}")).Problems);
            Assert.Contains("not a regular file", problem.Message, StringComparison.Ordinal);
        }
    }

    private static KeySet KeysOf(LoadedConfig loaded) => loaded.Snapshot!.Issuers.Single().Keys switch
    {
        KeyOrigin.Inline inline => inline.Keys,
        KeyOrigin.InFile file => file.First,
        _ => throw new InvalidOperationException("fetched"),
    };

    private static string Set(params JsonObject[] keys) => new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    private static JsonObject Private()
    {
        var jwk = Rs.PublicJwk();
        jwk["d"] = "canary-content";
        return jwk;
    }

    private static JsonObject Disallowed()
    {
        var jwk = Rs.PublicJwk();
        jwk["alg"] = "PS256";
        return jwk;
    }

    private string Fill(string text) => text
        .Replace("GOOD", Set(Es.PublicJwk()), StringComparison.Ordinal)
        .Replace("KEY", Es.PublicJwk().ToJsonString(), StringComparison.Ordinal)
        .Replace("PRIVATE", Set(Private()), StringComparison.Ordinal)
        .Replace("DISALLOWED", Set(Disallowed()), StringComparison.Ordinal)
        .Replace("ABSOLUTE", Path.Combine(_folder.Path, "good.json"), StringComparison.Ordinal);

    private void WriteFiles()
    {
        _folder.Write("good.json", Set(Es.PublicJwk()));
        _folder.Write("lines.json", Set(Es.PublicJwk()).Replace("{", "{\n\t", StringComparison.Ordinal) + "\n");
        _folder.Write("mixed.json", Set(Private(), Es.PublicJwk()));
        _folder.Write("unfit.json", Set(Private()));
        _folder.Write("empty.json", "");
        _folder.Write("large.json", Set(Es.PublicJwk()) + new string(' ', 1 << 20));
        _folder.Write("garbage.json", "canary-content");
        using var ca = TestAuthority.Root();
        _folder.Write("ca.pem", ca.Pem);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sub"));
    }
}
