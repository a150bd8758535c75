using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Voidkey.Contracts;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>Answers of a broker that behaves.</summary>
internal static class Some
{
    public static CannedAnswer Mint(params (string Key, (string Name, string Value)[] Variables)[] keys) =>
        CannedAnswer.Json(MintBody(keys));

    /// <summary>One key called A.</summary>
    public static CannedAnswer Mint(params (string Name, string Value)[] variables) => Mint(("A", variables));

    /// <summary>Looks like a JWT, and says what it is told to. Nobody here verifies it.</summary>
    public static string Jwt(string claims, string header = """{"alg":"RS256"}""") =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";

    public static string MintBody(params (string Key, (string Name, string Value)[] Variables)[] keys)
    {
        var expires = VirtualTime.Start.AddHours(1);
        var answer = new MintResponse(
            keys.ToDictionary(k => k.Key, k => (IReadOnlyDictionary<string, string>)k.Variables.ToDictionary(v => v.Name, v => v.Value)),
            keys.ToDictionary(k => k.Key, _ => new MintedKey("aws-prod", expires)),
            expires,
            "repo:acme/api:ref:refs/heads/main",
            "github-actions",
            VirtualTime.Start,
            "mint-1");
        return JsonSerializer.Serialize(answer, ContractsJson.Default.MintResponse);
    }
}
