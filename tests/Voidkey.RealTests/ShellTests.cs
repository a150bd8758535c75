using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>What mint prints, shells understand.</summary>
public sealed class ShellTests(World world)
{
    private static readonly string[] Variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_EXPIRATION"];

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    [InlineData("zsh")]
    public async Task The_environment_format_reaches_the_programs_of(string shell)
    {
        Absent.Refuse(Absent.Programs(shell));
        await AssertReachesProgramsAsync(shell, "eval \"$(cat)\"");
    }

    [Fact]
    public async Task The_environment_format_reaches_the_programs_of_fish()
    {
        // Not a POSIX shell: export is a function of its own.
        Absent.Refuse(Absent.Programs("fish"));
        await AssertReachesProgramsAsync("fish", "source -");
    }

    private async Task AssertReachesProgramsAsync(string shell, string read)
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var minted = (await broker.CliAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), "mint", BrokerSetup.Deploy)).Success;

        var script = $"{read}\nprintenv {string.Join(' ', Variables)}";
        var seen = (await new Command(Command.Find(shell)!, ["-c", script]).RunAsync(minted)).Success.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Variables.Length, seen.Length);
        var credentials = new AwsCli(world.Cloud.Endpoint, seen[0], Canaries.Add(seen[1]), Canaries.Add(seen[2]));
        _ = (await credentials.PutAsync($"artifacts/{shell}", "hello")).Success;
    }
}
