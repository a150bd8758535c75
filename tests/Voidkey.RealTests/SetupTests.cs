using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>What <c>voidkey setup --write</c> writes is read by the programs that it is for, and what they had is read as before.</summary>
public sealed class SetupTests(World world)
{
    private readonly string _home = RunFolder.Make($"setup-{Guid.NewGuid():N}");

    private Dictionary<string, string> Environment => new()
    {
        ["HOME"] = _home,
        ["PATH"] = $"{_home}/.local/bin:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_TERMINAL_PROMPT"] = "0",
    };

    [Fact]
    public async Task The_aws_command_line_reads_its_profiles()
    {
        await WriteAsync(".aws/config", "[profile mine]\nregion = eu-central-1\n");

        await SetUpAsync("aws", "--key", "AWS_DEPLOY", "--name", "deploy");
        await SetUpAsync("aws", "--key", "AWS_DEV", "--name", "mine");

        Assert.Equal("voidkey helper aws --key AWS_DEPLOY", await SaysAsync("aws", "configure", "get", "credential_process", "--profile", "deploy"));
        Assert.Equal("voidkey helper aws --key AWS_DEV", await SaysAsync("aws", "configure", "get", "credential_process", "--profile", "mine"));
        Assert.Equal("eu-central-1", await SaysAsync("aws", "configure", "get", "region", "--profile", "mine"));
    }

    [Fact]
    public async Task Kubectl_reads_its_users_and_goes_on_writing_them()
    {
        Absent.Refuse(Absent.Programs("kubectl"));
        await SaysAsync("kubectl", "config", "set-credentials", "me", "--token=t");
        await SetUpAsync("kubeconfig", "--key", "CLUSTER");
        await SaysAsync("kubectl", "config", "set-credentials", "you", "--token=u");
        await SetUpAsync("kubeconfig", "--key", "OTHER", "--name", "other");
        await SetUpAsync("kubeconfig", "--key", "CLUSTER");

        var users = JsonDocument.Parse(await SaysAsync("kubectl", "config", "view", "--raw", "-o", "json")).RootElement.GetProperty("users").EnumerateArray().ToDictionary(user => user.GetProperty("name").GetString()!, user => user.GetProperty("user"));
        Assert.Equal(["CLUSTER", "me", "other", "you"], users.Keys.Order());
        Assert.Equal("t", users["me"].GetProperty("token").GetString());
        var exec = users["CLUSTER"].GetProperty("exec");
        Assert.Equal("voidkey helper kubernetes --key CLUSTER", $"{exec.GetProperty("command").GetString()} {string.Join(' ', exec.GetProperty("args").EnumerateArray().Select(word => word.GetString()))}");
    }

    [Fact]
    public async Task Git_and_docker_ask_for_what_was_set_up()
    {
        Absent.Refuse(Absent.Programs("git"));
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world)
        {
            MoreKeys = $$"""
                REPO: { provider: aws, roleArn: "{{CloudAccount.DeployRole}}", outputs: { GITHUB_TOKEN: SecretAccessKey, DOCKER_PASSWORD: SecretAccessKey, DOCKER_USERNAME: AccessKeyId } }
                """,
        });
        await WriteAsync(".gitconfig", "[user]\n\tname = somebody\n");
        await WriteAsync(".docker/config.json", "{\n\t\"auths\": {\n\t\t\"other.example.com\": { \"auth\": \"bWU6cHc=\" }\n\t}\n}\n");
        await SetUpAsync("git", "--key", "REPO", "--host", "git.example.com");
        await SetUpAsync("docker", "--key", "REPO", "--host", "registry.example.com");
        Directory.CreateDirectory(Path.Combine(_home, ".local/bin"));
        File.CreateSymbolicLink(Path.Combine(_home, ".local/bin/voidkey"), Repository.CliBinary);

        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
        Assert.Equal("somebody", await SaysAsync("git", "config", "user.name"));
        Assert.Matches("\npassword=.{20,}\n", (await RunAsync("git", environment, "protocol=https\nhost=git.example.com\n\n", "credential", "fill")).Success);

        if (DockerDaemon.WhyNot() is { } missing) Assert.Skip(missing);
        await using var daemon = new DockerDaemon();
        environment["DOCKER_HOST"] = $"tcp://127.0.0.1:{daemon.Port}";
        _ = (await RunAsync("docker", environment, "", "pull", "registry.example.com/acme/api:1")).Success;
        Assert.Equal("registry.example.com", daemon.LastAuthorization.GetProperty("serveraddress").GetString());
        Assert.True(daemon.LastAuthorization.GetProperty("password").GetString()!.Length >= 20);
        _ = (await RunAsync("docker", environment, "", "pull", "other.example.com/acme/api:1")).Success;
        Assert.Equal("pw", daemon.LastAuthorization.GetProperty("password").GetString());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_starts_without_a_word_with_what_was_set_up(string shell)
    {
        Absent.Refuse(Absent.Programs(shell));
        await SetUpAsync("shell", shell);
        var file = Directory.GetFiles(_home, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Single();

        // There is no completion without a terminal in zsh, so its loader is stood in for; and none at all without voidkey.
        foreach (var path in new[] { Path.GetDirectoryName(Repository.CliBinary), "/nonexistent" })
        {
            var ran = await RunAsync(shell, new() { ["PATH"] = $"{path}:/usr/bin:/bin" }, "", "-c", $"{(shell == "zsh" ? "compdef() { : }; " : "")}source '{file}'; echo started");
            Assert.Equal(("started\n", ""), (ran.Success, ran.Errors));
        }
    }

    private async Task SetUpAsync(params string[] arguments)
    {
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("", (await RunAsync(Repository.CliBinary, [], "", ["setup", .. arguments, "--write"])).Success);
    }

    private async Task<string> SaysAsync(string program, params string[] arguments) => (await RunAsync(program, [], "", arguments)).Success.TrimEnd('\n');

    private Task<Finished> RunAsync(string program, Dictionary<string, string> more, string input, params string[] arguments)
    {
        var environment = Environment;
        foreach (var (name, value) in more) environment[name] = value;
        return new Command(Command.Find(program) ?? program, arguments, environment).RunAsync(input);
    }

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
