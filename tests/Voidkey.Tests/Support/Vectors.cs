using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>Project Wycheproof's test vectors, which are no part of this repository.</summary>
public static class Vectors
{
    private const string Missing =
        "the Wycheproof vectors are not here: put json_web_signature.json and json_web_key.json of https://github.com/C2SP/wycheproof (testvectors_v1) into a folder 'wycheproof' and name its parent in VOIDKEY_VECTORS";

    /// <summary>Reads a file's groups; where it is absent the test is skipped, and says where to get it.</summary>
    public static IReadOnlyList<JsonObject> Groups(string name)
    {
        var file = Path.Combine(Folder(), "wycheproof", name);
        if (!File.Exists(file))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {Missing}");
            Assert.Skip(Missing);
        }

        return [.. JsonNode.Parse(File.ReadAllText(file))!["testGroups"]!.AsArray().Select(group => (JsonObject)group!)];
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("VOIDKEY_VECTORS") is { Length: > 0 } named) return named;

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Voidkey.slnx"))) root = root.Parent;
        return Path.Combine(root?.FullName ?? ".", "..", "shared", "vectors");
    }
}
