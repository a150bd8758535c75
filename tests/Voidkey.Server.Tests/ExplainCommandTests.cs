using System.Text;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Server.Hosting;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary><c>voidkey-server explain</c>, for those who may see everything.</summary>
public sealed class ExplainCommandTests(ServerWorld world) : IClassFixture<ServerWorld>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_operator_sees_the_rules_that_a_caller_is_not_shown()
    {
        var token = world.Token(claims: [new("team", "ops")]);
        var ran = await RunAsync(input: token, "--token-file", "-", "--config", world.ConfigFile, "THEIRS");

        Assert.Equal((5, ""), (ran.Exit, ran.Errors));
        Assert.StartsWith("denied  THEIRS  (no identity that matches has such a key)\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"identity   clientIdentities[2]: 1 condition fails\n      ✗ sub: wanted somebody-else, got {ServerWorld.Subject}\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("  may mint   AWS_DEPLOY, AWS_READ\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("  claim      team = ops\n", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", ran.Output + ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_allowed_exits_with_0()
    {
        var file = Write("token", $"{world.Token()}\n");
        var ran = await RunAsync("", "--token-file", file, "--config", world.ConfigFile, "AWS_DEPLOY");

        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("allowed  AWS_DEPLOY\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"clientIdentities[0]: matches\n      ✓ sub: {ServerWorld.Subject}\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_exits_with_4_and_says_which_check_it_fails()
    {
        foreach (var (token, why) in new[]
        {
            (world.Ci.Issue(subject: "me", audience: "someone-else").Reveal(), "'aud' is none of ci's audiences"),
            (world.Ci.Issue(subject: "me", audience: "voidkey", lifetime: -TimeSpan.FromMinutes(5)).Reveal(), "expired at "),
            (world.Own.Issue(subject: "me", audience: "voidkey").Reveal(), "'iss' is no configured issuer"),
            (world.Ci.Issue(subject: "me", audience: "voidkey", signWith: SigningKey.Create("RS256", world.Ci.Key.KeyId)).Reveal(), "the signature is not ci's"),
            ("garbage", "not three segments"),
        })
        {
            var ran = await RunAsync(token, "--token-file=-", "--config", world.ConfigFile, "AWS_DEPLOY");
            Assert.Equal((4, ""), (ran.Exit, ran.Errors));
            Assert.StartsWith($"  token      not accepted: {why}", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(token, ran.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_asked_or_read_says_so()
    {
        var config = world.ConfigFile;
        world.Network.Break(world.Ci.Issuer, Fault.Status(503));
        var down = await RunAsync(world.Token(), "--token-file", "-", "--config", config, "AWS_DEPLOY");
        world.Network.Heal(world.Ci.Issuer);
        Assert.Equal((1, ""), (down.Exit, down.Output));
        Assert.Contains("cannot be asked for its keys", down.Errors, StringComparison.Ordinal);

        Assert.Equal(1, (await RunAsync("", "--token-file", Path.Combine(_folder, "none"), "--config", config, "AWS_DEPLOY")).Exit);
        Assert.Equal(1, (await RunAsync(new string('a', 17_000), "--token-file", "-", "--config", config, "AWS_DEPLOY")).Exit);
        Assert.Equal(1, (await RunAsync("", "--token-file", "-", "--config", config, "AWS_DEPLOY")).Exit);
        var broken = await RunAsync(world.Token(), "--token-file", "-", "--config", Write("bad.yaml", "clientIdps: 7\n"), "AWS_DEPLOY");
        Assert.Equal((3, ""), (broken.Exit, broken.Output));
        Assert.Contains("bad.yaml:1:", broken.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_caller_comes_from_can_be_said()
    {
        var config = Write("config.yaml", File.ReadAllText(world.ConfigFile).Replace("    idp: ci\n    keys:", "    idp: ci\n    constraints: { sourceIps: [10.0.0.0/8] }\n    keys:", StringComparison.Ordinal));
        string[] question = ["--token-file", "-", "--config", config, "AWS_DEPLOY", "--client-address"];

        Assert.Equal(0, (await RunAsync(world.Token(), [.. question, "10.1.2.3"])).Exit);
        Assert.Equal(5, (await RunAsync(world.Token(), [.. question, "192.0.2.7"])).Exit);
        var unknown = await RunAsync(world.Token(), question[..^1]);
        Assert.Equal(5, unknown.Exit);
        Assert.Contains("✗ constraints.sourceIps: wanted 10.0.0.0/8, got nothing", unknown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_explained_from_its_record()
    {
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(claims: [new("ref", "\u001b[2J\u202e")]), """{"keys":["SHOWN"]}""", change: static request => request.Headers.Add("X-Request-ID", "explain-1"));

        var ran = await RunAsync("", "--request-id", "explain-1", "--audit-file", world.AuditFile);
        Assert.Equal((5, ""), (ran.Exit, ran.Errors));
        Assert.StartsWith("denied  SHOWN  (no identity that matches has such a key)\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("  identity   clientIdentities[3] 'shown': 2 conditions fail\n      ✗ team: wanted ops, got nothing\n      ✗ ref: wanted refs/heads/*, got \\u001b[2J\\u202e\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_found_among_lines_that_are_none()
    {
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["AWS_READ"]}""", change: static request => request.Headers.Add("X-Request-ID", "explain-2"));
        var granted = File.ReadLines(world.AuditFile).Single(static line => line.Contains("explain-2", StringComparison.Ordinal));
        string[] odd = ["", "explain-2", "{\"requestId\":\"explain-2\"}", "[\"explain-2\"]", "{\"type\":\"voidkey.audit.mint\",\"requestId\":\"explain-2\",\"subject\":\"\\ud800\"}", $"explain-2{new string('x', 3 << 20)}"];

        var ran = await RunAsync($"{string.Join('\n', odd)}\n{granted}", "--request-id", "explain-2", "--audit-file", "-");
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("allowed  AWS_READ\n", ran.Output, StringComparison.Ordinal);
        Assert.Equal(1, ran.Output.Split("allowed").Length - 1);

        Assert.Equal(1, (await RunAsync(granted, "--request-id", "explain-3", "--audit-file", "-")).Exit);
        Assert.Equal(1, (await RunAsync("", "--request-id", "explain-3", "--audit-file", Path.Combine(_folder, "none"))).Exit);
    }

    [Fact]
    public async Task Every_decision_under_an_id_that_callers_chose_twice_is_shown_and_the_last_one_counts()
    {
        const string Granted = """{"type":"voidkey.audit.mint","version":1,"decision":"granted","requestId":"x","subject":"a"}""";
        const string Refused = """{"type":"voidkey.audit.mint","version":1,"decision":"refused","code":"Forbidden","requestId":"x","subject":"b"}""";

        Assert.Equal(5, (await RunAsync($"{Granted}\n{Refused}\n", "--request-id", "x", "--audit-file", "-")).Exit);
        var ran = await RunAsync($"{Refused}\n{Granted}\n", "--request-id", "x", "--audit-file", "-");
        Assert.Equal(0, ran.Exit);
        Assert.Matches(@"(?s)subject +b.*subject +a", ran.Output);
    }

    [Theory]
    [InlineData(""), InlineData("KEY"), InlineData("--token-file t"), InlineData("--token-file t A B"), InlineData("--token-file"), InlineData("--token-file t --token-file t A"), InlineData("--token t A"), InlineData("--request-id x")]
    [InlineData("--audit-file f"), InlineData("--request-id x --audit-file f A"), InlineData("--request-id x --audit-file f --token-file t"), InlineData("--token-file t A --client-address here"), InlineData("--token-file= A")]
    public void A_wrong_command_line_is_refused(string line) =>
        Assert.False(ExplainArguments.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _, out var fault) || fault is null);

    [Fact]
    public void A_key_may_begin_with_a_dash_behind_two()
    {
        Assert.True(ExplainArguments.TryParse(["--token-file=t", "--", "-x"], out var arguments, out _));
        Assert.Equal(("t", "-x"), (arguments.TokenFile, arguments.Key));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string input, params string[] args)
    {
        Assert.True(ExplainArguments.TryParse(args, out var question, out var fault), fault);
        await using var output = new StringWriter { NewLine = "\n" };
        await using var errors = new StringWriter { NewLine = "\n" };
        using var http = new OutboundHttp(world.Network);
        var command = new ExplainCommand(output, errors, () => new MemoryStream(Encoding.UTF8.GetBytes(input)), new ConfigEnvironment(new Dictionary<string, string>()), ProviderTypes.BuiltIn, http, TimeProvider.System);
        var ct = TestContext.Current.CancellationToken;
        var exit = question.RequestId is null ? await command.OfTokenAsync(question, ct) : await command.OfRecordAsync(question, ct);
        return (exit, output.ToString(), errors.ToString());
    }
}
