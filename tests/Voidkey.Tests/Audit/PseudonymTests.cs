using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Audit;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>With a key for it the record names nobody, and whoever has the key finds everybody.</summary>
public sealed class PseudonymTests : IDisposable
{
    private const string Key = "a-key-of-thirty-two-bytes-or-more";
    private const string Person = "someone@example.org";

    private readonly string _keyFile = Path.GetTempFileName();

    public PseudonymTests()
    {
        CanaryFolder.Note("key of pseudonyms", Key);
        File.WriteAllText(_keyFile, Key + "\n");
    }

    public void Dispose() => File.Delete(_keyFile);

    [Fact]
    public async Task Neither_a_grant_nor_a_refusal_names_the_caller()
    {
        await using var world = World();
        var token = world.Ci.Issue(subject: Person, claims: [new("email", Person), new("roles", new JsonArray(Person, "ops")), new("number", 5550198234)]);
        Assert.True((await world.MintAsync(token, "AWS_DEPLOY")).TryGet(out _, out var error), error?.ToString());
        await world.MintAsync(token, "OTHERS");
        await world.MintAsync(token, "TWICE");

        Assert.Equal([null, "Forbidden", "AmbiguousGrant"], world.AuditLines.Records.Select(static record => (string?)record["code"]));
        Assert.DoesNotContain(Person, world.AuditLines.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("5550198234", world.AuditLines.Text, StringComparison.Ordinal);
        Assert.All(world.AuditLines.Records, static record =>
        {
            Assert.Equal((Hash(Person), Hash(Person), Hash("5550198234")), ((string?)record["subject"], (string?)record["claims"]!["email"], (string?)record["claims"]!["number"]));
            Assert.Equal([Hash(Person), Hash("ops")], record["claims"]!["roles"]!.AsArray().Select(static role => (string?)role));
        });

        // The same questions without the key name him everywhere: what is looked for could be found.
        await using var plain = World(static yaml => yaml.Replace("hmacKeyFile", "signingKeyFile", StringComparison.Ordinal).Replace("audit: {", "audit: { #", StringComparison.Ordinal).Replace("#", "claims: [email] } #", StringComparison.Ordinal));
        await plain.MintAsync(plain.Ci.Issue(subject: Person, claims: [new("email", Person)]), "TWICE");
        var cause = (string?)Assert.Single(plain.AuditLines.Records)["cause"];
        Assert.Contains(Person, cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two lines of text that are long\nenough", false), InlineData("", false), InlineData("\n", false), InlineData("0123456789012345678901234567890\n", false), InlineData("01234567890123456789012345678901", true), InlineData("01234567890123456789012345678901\r\n", true)]
    public void A_key_has_32_bytes_at_least(string content, bool isKey) => Assert.Equal(isKey, Pseudonyms.Read(Encoding.ASCII.GetBytes(content)).Value is not null);

    [Fact]
    public void A_line_break_at_its_end_is_no_part_of_the_key() =>
        Assert.Equal([Hash(Person), Hash(Person)], new[] { Key, Key + "\n" }.Select(static content => Pseudonyms.Read(Encoding.ASCII.GetBytes(content)).Value!.Of(Person)));

    private static string Hash(string text) => "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Key), Encoding.UTF8.GetBytes(text)));

    private MintingWorld World(Func<string, string>? change = null) => new(yaml => Change(
        yaml.Replace($"- subject: {The.Subject}\n    idp: ci", $"- subject: {Person}\n    idp: ci", StringComparison.Ordinal)
            .Replace("AWS_READ: { provider: aws,", "TWICE: { provider: aws,", StringComparison.Ordinal)
            .Replace("- subject: nobody\n    idp: ci\n    keys: {}", $"- match: {{ sub: {Person} }}\n    idp: ci\n    keys: {{ TWICE: {{ provider: aws, roleArn: {MintingWorld.DeployArn} }} }}", StringComparison.Ordinal)
        + $"\naudit: {{ hmacKeyFile: {_keyFile}, claims: [email, roles, number] }}", change));

    private static string Change(string yaml, Func<string, string>? change) => change is null ? yaml : change(yaml);
}
