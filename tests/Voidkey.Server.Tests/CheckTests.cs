using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What <c>voidkey-server check</c> takes, and the exit codes it gives.</summary>
public sealed class CheckTests
{
    private const string Good =
        """
        brokerIdp: { issuer: "https://broker.example.test", audience: sts.example.test, clientId: voidkey, clientSecret: not-a-real-one }
        clientIdps: [ { name: github, provider: github-actions, audience: voidkey } ]
        accessProviders: [ { name: aws, type: aws-sts, region: eu-central-1 } ]
        clientIdentities:
          - { idp: github, match: { repository_id: "1", ref: refs/heads/main }, keys: { AWS: { provider: aws, roleArn: "arn:aws:iam::123456789012:role/Deploy" } } }

        """;

    [Theory]
    [InlineData(false, "check", "a.yaml")]
    [InlineData(true, "check", "--strict", "a.yaml")]
    [InlineData(true, "check", "a.yaml", "--strict")]
    public void Check_takes_one_path_and_strict_on_either_side(bool isStrict, params string[] args)
    {
        Assert.True(ServerArguments.TryParse(args, out var arguments, out _));
        Assert.Equal(new ServerArguments(ServerVerb.Check, "a.yaml", null, IsStrict: isStrict), arguments);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--strict")]
    [InlineData("check", "")]
    [InlineData("check", "a.yaml", "b.yaml")]
    [InlineData("check", "--stict", "a.yaml")]
    [InlineData("check", "--strict", "--strict", "a.yaml")]
    [InlineData("--strict")]
    [InlineData("--strict", "check", "a.yaml")]
    public void Anything_else_is_a_usage_error(params string[] args)
    {
        Assert.False(ServerArguments.TryParse(args, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("", "", 0, 0)]
    [InlineData("repository_id: \"1\"", "repository: acme/app", 0, 3)]
    [InlineData("audience: voidkey", "validateAudience: false", 0, 3)]
    [InlineData("provider: github-actions", "provider: github", 3, 3)]
    public async Task Findings_and_warnings_fail_only_a_strict_check(string piece, string by, int lenient, int strict)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, piece.Length == 0 ? Good : Good.Replace(piece, by, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal(lenient, await ServerCommand.RunAsync(["check", file], ProviderTypes.BuiltIn));
            Assert.Equal(strict, await ServerCommand.RunAsync(["check", "--strict", file], ProviderTypes.BuiltIn));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_is_ignored_does_not_fail_a_strict_check()
    {
        var file = Path.GetTempFileName();
        try
        {
            var named = Good.Replace("repository_id: \"1\"", "repository: acme/app", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, $"{named}lint: {{ ignore: [VK3010] }}\n", TestContext.Current.CancellationToken);
            Assert.Equal(0, await ServerCommand.RunAsync(["check", "--strict", file], ProviderTypes.BuiltIn));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
