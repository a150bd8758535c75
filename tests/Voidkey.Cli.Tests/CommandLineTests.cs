using System.Text.Json;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--bogus")]
    [InlineData("mint")]
    [InlineData("mint --all A")]
    [InlineData("mint -k A,,B")]
    [InlineData("mint A --token")]
    [InlineData("mint A --profile x")]
    [InlineData("mint A B -o aws-credentials --profile x")]
    [InlineData("mint A -o aws-credentials --profile x]")]
    [InlineData("explain")]
    [InlineData("explain A B")]
    [InlineData("helper")]
    [InlineData("helper aws")]
    [InlineData("helper aws get --key A")]
    [InlineData("helper aws A")]
    [InlineData("helper azs --key A")]
    [InlineData("helper aws --key A,B")]
    [InlineData("helper aws --key @deploy")]
    [InlineData("helper aws --key A --key B")]
    [InlineData("helper aws --key eyJhbGciOiJub25lIn0.eyJ9.x")]
    [InlineData("helper aws --key A -o json")]
    [InlineData("credential-process aws --key A")]
    [InlineData("helper aws --key A --password-var X")]
    [InlineData("helper kubernetes --key A --host h")]
    [InlineData("helper gcp --key A --host h")]
    [InlineData("helper azure --key A --username u")]
    [InlineData("helper aws --key A --duration soon")]
    [InlineData("helper docker")]
    [InlineData("helper docker get --host h")]
    [InlineData("helper docker get --key A")]
    [InlineData("helper docker list --key A")]
    [InlineData("helper docker gte --key A --host h")]
    [InlineData("helper docker get store --key A --host h")]
    [InlineData("helper docker get --key A --host https://h")]
    [InlineData("helper docker get --key A --host *.example.com")]
    [InlineData("helper docker get --key A --host user@h")]
    [InlineData("helper docker get --key A --host h/path")]
    [InlineData("helper docker get --key A --host h --username a:b")]
    [InlineData("helper docker get --key A --host h --username a --username-var B")]
    [InlineData("helper docker get --key A --host h --username-var 1")]
    [InlineData("helper docker get --key A --host h --password-var a-b")]
    [InlineData("helper docker get --key A --host h --token -")]
    [InlineData("helper docker get --key A --host h --token-file -")]
    [InlineData("helper git")]
    [InlineData("helper git get --key A")]
    [InlineData("helper git get --host github.com")]
    [InlineData("helper git get --key A --host github.com --token -")]
    [InlineData("helper kubernetes")]
    [InlineData("helper kubernetes get --key A")]
    [InlineData("helper kubernetes --key A --password-var a-b")]
    [InlineData("can-i A -o env")]
    [InlineData("explain eyJhbGciOiJub25lIn0.eyJ9.x")]
    [InlineData("whoami A")]
    [InlineData("whoami -o table")]
    [InlineData("mint A --token --keys B")]
    [InlineData("mint A --token a --token-file b")]
    [InlineData("mint A --source gitlba")]
    [InlineData("mint A --source github --token a")]
    [InlineData("token --header --decode")]
    [InlineData("config")]
    [InlineData("config shwo")]
    [InlineData("config get")]
    [InlineData("config get brokr_url")]
    [InlineData("config set idp")]
    [InlineData("config use")]
    [InlineData("config use nowhere")]
    [InlineData("cache")]
    [InlineData("setup")]
    [InlineData("setup awz --key A")]
    [InlineData("setup aws")]
    [InlineData("setup aws --key A,B")]
    [InlineData("setup aws --key $(id)")]
    [InlineData("setup aws --key A --name x]y")]
    [InlineData("setup aws --key A --host h")]
    [InlineData("setup git --key A")]
    [InlineData("setup git --key A --host https://h")]
    [InlineData("setup git --key A --host h --host i")]
    [InlineData("setup gitlab --key A --write")]
    [InlineData("setup shell --key A")]
    [InlineData("setup aws extra --key A")]
    [InlineData("setup aws --key A -o json")]
    [InlineData("cache forget")]
    [InlineData("cache clear -o json")]
    [InlineData("cache list -o yaml")]
    [InlineData("mint A --min-ttl soon")]
    [InlineData("mint A --client-key none")]
    [InlineData("config path --origin")]
    [InlineData("config show --revoke")]
    [InlineData("config show -o json")]
    [InlineData("mint -k @deploy")]
    [InlineData("validate a.b.c d.e.f")]
    [InlineData("validate a.b.c --token-file x")]
    [InlineData("validate a.b.c --source none")]
    [InlineData("token -o json")]
    [InlineData("mint A --timeout 0")]
    [InlineData("mint A --timeout 25h")]
    [InlineData("mint A --retries -1")]
    [InlineData("mint A --log-format xml")]
    [InlineData("mint A --color blue")]
    [InlineData("mint A -qk B")]
    [InlineData("[diagram] mint A")]
    [InlineData("[suggest] mint A")]
    [InlineData("help nothing")]
    [InlineData("help mint version")]
    [InlineData("version -o table")]
    [InlineData("mint A --version")]
    [InlineData("mint A --broker-url https://user:pw@host")]
    [InlineData("mint A --broker-url https://host/?x=1")]
    [InlineData("mint A --broker-url https://host/#x")]
    [InlineData("mint A --broker-url ftp://host")]
    [InlineData("mint A --broker-url host:3000")]
    [InlineData("mint A --broker-url http://broker.example")]
    [InlineData("mint A --broker-url http://localhost.evil.example")]
    public async Task A_wrong_command_line_is_a_usage_error_and_says_one_sentence(string args)
    {
        var ran = await Terminal.WithToken().RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), Some.Mint(("X", "1")));

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
        Assert.Matches(@"\Aerror: .+\nrun: voidkey help( [a-z-]+)?\n\z", ran.Errors);
        Assert.DoesNotContain("pw", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:1/")]
    [InlineData("http://loopback/")] // the platform takes this name for localhost, also when it connects
    [InlineData("http://127.0.0.2/")]
    [InlineData("http://[::1]:80/")]
    [InlineData("https://broker.example/a/b/")]
    [InlineData("http://broker.example --insecure-http")]
    public async Task A_safe_broker_url_is_used(string url)
    {
        var ran = await Terminal.RunAsync($"mint A --broker-url {url}", Some.Mint(("X", "1")));

        Assert.Equal(0, ran.Exit);
        Assert.EndsWith("/v1/credentials/mint", ran.Requests[0].Url, StringComparison.Ordinal);
        Assert.DoesNotContain("//v1", ran.Requests[0].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VOIDKEY_BROKER_URL", "http://broker.example")]
    [InlineData("VOIDKEY_TIMEOUT", "soon")]
    [InlineData("VOIDKEY_RETRIES", "many")]
    [InlineData("VOIDKEY_OUTPUT_FORMAT", "toml")]
    public async Task A_wrong_variable_is_a_configuration_error_that_names_it(string name, string value)
    {
        var cli = Terminal.WithToken();
        cli.Environment[name] = value;

        var ran = await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")));

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains($"correct {name} in the environment", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_not_a_file()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "--insecure-http", TestContext.Current.CancellationToken);

        var ran = await Terminal.RunAsync($"mint @{file}", Some.Mint(($"@{file}", [("X", "1")])));

        File.Delete(file);
        Assert.Contains($"\"@{file}\"", ran.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_wins_over_its_variable()
    {
        var cli = Terminal.WithToken();
        cli.Environment["VOIDKEY_BROKER_URL"] = "https://one.example";
        cli.Environment["VOIDKEY_KEYS"] = "B, C";

        var flags = await cli.RunAsync(["mint", "A", "--server", "https://two.example"], Some.Mint(("X", "1")));
        var variables = await cli.RunAsync(["mint"], Some.Mint(("B", [("X", "1")]), ("C", [("Y", "1")])));

        Assert.Equal("https://two.example/v1/credentials/mint", flags.Requests[0].Url);
        Assert.Equal("https://one.example/v1/credentials/mint", variables.Requests[0].Url);
        Assert.Equal("""{"keys":["B","C"]}""", variables.Requests[0].Body);
    }

    [Fact]
    public async Task All_asks_for_all()
    {
        var ran = await Terminal.RunAsync("mint --all --duration 15m", Some.Mint(("X", "1")));

        Assert.Equal("""{"all":true,"duration":900}""", ran.Requests[0].Body);
    }

    [Fact]
    public async Task Ctrl_C_ends_with_130_and_prints_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        var output = new MemoryStream();
        var surroundings = new Surroundings(
            data => output.Write(data), _ => { }, () => Stream.Null, name => name == "OIDC_TOKEN" ? "t" : null, false, false, new VirtualTime(), _ => new Interrupting(interrupt))
        {
            Files = new VirtualFiles(),
            Programs = new VirtualPrograms(),
            InputIsTerminal = false,
            Process = new VirtualProcess([]),
            OutputFiles = new VirtualOutputFiles(),
            PrivateFiles = new VirtualPrivateFiles(),
            Keyring = new VirtualKeyring(),
        };

        var exit = await CommandLine.RunAsync(["mint", "A"], surroundings, interrupt.Token);

        Assert.Equal((130, 0L), ((int)exit, output.Length));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_is_data(string args)
    {
        var ran = await Terminal.RunAsync(args);

        Assert.StartsWith("voidkey 0.1.0\n", ran.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (ran.Exit, ran.Errors));
    }

    [Fact]
    public async Task The_version_is_an_object_for_programs_whatever_formats_the_environment_has()
    {
        var ran = await new Terminal().RunAsync(["version", "-o", "json"]);
        Assert.Equal("0.1.0", JsonDocument.Parse(ran.Output).RootElement.GetProperty("version").GetString());
        Assert.Equal((0, ""), (ran.Exit, ran.Errors));
        Assert.Equal(2, (await new Terminal().RunAsync(["version", "-o", "table"])).Exit);
        Assert.Equal(0, (await new Terminal { Environment = { ["VOIDKEY_OUTPUT_FORMAT"] = "nonsense" } }.RunAsync(["version"])).Exit);
    }

    private sealed class Interrupting(CancellationTokenSource interrupt) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null!;
        }
    }
}
