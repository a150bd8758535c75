using System.Text.Json.Nodes;
using Voidkey.Server.Hosting;
using Voidkey.Server.Verbs;
using Xunit;

namespace Voidkey.Server.Tests.Verbs;

/// <summary><c>voidkey-server audit verify</c>, on what a whole server has recorded.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly ServerWorld _world = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-verify-").FullName;

    private string Record => Path.Combine(_folder, "audit.jsonl");

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        for (var i = 0; i < 5; i++) Assert.Equal(200, (int)(await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"keys":["AWS_DEPLOY"]}""")).Status);
        await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"keys":["NO_SUCH_KEY"]}""");
        await _world.SendAsync("GET", "/v1/whoami");
        await _world.Reload.ReloadAsync();
        await _world.StopAsync();
        File.Copy(_world.AuditFile, Record);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_a_server_has_recorded_is_found_whole()
    {
        var (exit, output, errors) = Run(Record);

        Assert.Equal((0, ""), (exit, errors));
        Assert.EndsWith(" records, 1 chain: nothing is wrong\n", output, StringComparison.Ordinal);
        Assert.Contains("is not signed: that somebody wrote all of it anew cannot be told", output, StringComparison.Ordinal);
        Assert.Contains(File.ReadLines(Record), static line => line.Contains("\"type\":\"voidkey.audit.unverified\"", StringComparison.Ordinal) && line.Contains("\"code\":\"NoToken\",\"count\":1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_is_told_with_its_line()
    {
        File.WriteAllLines(Record, File.ReadAllLines(Record).Where(static (_, i) => i != 2));
        var (exit, output, errors) = Run(Record);
        Assert.Equal((1, ""), (exit, errors));
        Assert.StartsWith($"{Record}:3: record 3 is missing before this line (chain ", output, StringComparison.Ordinal);

        var json = JsonNode.Parse(Run(Record, "--json").Output)!;
        Assert.Equal((false, "removed", 3), ((bool)json["good"]!, (string?)json["findings"]![0]!["fault"], (int)json["findings"]![0]!["line"]!));
        Assert.Equal((1, true), ((int)json["chains"]![0]!["first"]!, (bool)json["chains"]![0]!["closed"]!));
    }

    [Fact]
    public void Where_there_is_nothing_to_verify_it_says_so()
    {
        File.WriteAllText(Record, "");
        Assert.Equal(3, Run(Record).Exit);
        Assert.Equal(3, Run(Path.Combine(_folder, "nowhere")).Exit);
        Assert.Equal(3, Run(_folder).Exit);
        if (OperatingSystem.IsLinux()) Assert.Equal(3, Run("/dev/null").Exit);
        File.WriteAllText(Path.Combine(_folder, "key.pem"), Voidkey.Testing.SigningKey.Create("ES256").PrivateKeyPem().Reveal());
        var (exit, _, errors) = Run(Record, "--key", Path.Combine(_folder, "key.pem"));
        Assert.Equal(3, exit);
        Assert.Contains("there is a private key in it", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit"), InlineData("audit", "verify"), InlineData("audit", "prove", "x"), InlineData("audit", "verify", "-"), InlineData("audit", "verify", "x", "--key"), InlineData("audit", "verify", "x", "--keys", "y")]
    public void Whatever_is_not_understood_is_refused(params string[] args)
    {
        Assert.False(ServerArguments.TryParse(args, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    private static (int Exit, string Output, string Errors) Run(params string[] args)
    {
        Assert.True(ServerArguments.TryParse(["audit", "verify", .. args], out var arguments, out var fault), fault);
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        return (new AuditCommand(output, errors).Run(arguments.Audit!), output.ToString(), errors.ToString());
    }
}
