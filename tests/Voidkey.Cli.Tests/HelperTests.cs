using System.Text.Json;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class HelperTests
{
    private static readonly (string Name, string Value)[] Aws = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "canary"), ("AWS_SESSION_TOKEN", "session")];

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_SESSION_TOKEN")]
    public async Task Aws_needs_each_of_its_variables(string name)
    {
        var absent = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Where(v => v.Name != name)]));
        var empty = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Select(v => v.Name == name ? (name, "") : v)]));

        Assert.All([absent, empty], ran =>
        {
            Assert.Equal((1, ""), (ran.Exit, ran.Output));
            Assert.StartsWith($"error: key A sets no {name}\n", ran.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Json_carries_any_value()
    {
        const string value = "\0\n\"\\\u001b\u202eé😀";

        var ran = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Select(v => (v.Name, value))]));

        Assert.Equal(value, JsonDocument.Parse(ran.Output).RootElement.GetProperty("SecretAccessKey").GetString());
    }

    [Fact]
    public async Task The_key_may_stand_in_the_environment_where_one_is_named_there()
    {
        var cli = Terminal.WithToken();
        cli.Environment["VOIDKEY_KEYS"] = "A";
        var one = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));
        cli.Environment["VOIDKEY_KEYS"] = "A,B";
        var two = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));
        var flag = await cli.RunAsync(["helper", "aws", "--key", "A"], Some.Mint(Aws));

        Assert.Equal((0, ""), (one.Exit, one.Errors));
        Assert.Equal((3, "", 0), (two.Exit, two.Output, two.Requests.Count));
        Assert.Equal(0, flag.Exit);
    }

    /// <summary>A clone may bring a file along, and these programs run in clones.</summary>
    [Fact]
    public async Task A_configuration_file_does_not_choose_the_key()
    {
        var cli = Terminal.WithToken();
        cli.Files.Contents["/home/me/project/.voidkey.yaml"] = "default_keys: [AWS_PROD]\n";

        var ran = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));

        Assert.Equal((2, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task A_refusal_has_the_exit_code_of_a_mint_and_prints_nothing()
    {
        var ran = await Terminal.RunAsync("helper aws --key A", CannedAnswer.Problem(403, "FORBIDDEN", "no"));

        Assert.Equal((5, ""), (ran.Exit, ran.Output));
        Assert.NotEmpty(ran.Errors);
    }

    [Theory]
    [InlineData(null, "client.authentication.k8s.io/v1")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}""", "client.authentication.k8s.io/v1")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1beta1","spec":{"cluster":{"server":"https://elsewhere.example"}}}""", "client.authentication.k8s.io/v1beta1")]
    public async Task Kubernetes_is_answered_in_the_version_it_asks_for_and_by_our_broker(string? question, string version)
    {
        var cli = Terminal.WithToken();
        if (question is not null) cli.Environment["KUBERNETES_EXEC_INFO"] = question;

        var ran = await cli.RunAsync(["helper", "kubernetes", "--key", "A"], Some.Mint(("KUBE_HOST", "h"), ("KUBE_TOKEN", "t")));

        var answer = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal((version, "ExecCredential"), (answer.GetProperty("apiVersion").GetString(), answer.GetProperty("kind").GetString()));
        Assert.Equal(("t", "2026-11-23T14:05:10Z"), (answer.GetProperty("status").GetProperty("token").GetString(), answer.GetProperty("status").GetProperty("expirationTimestamp").GetString()));
        Assert.Equal((0, "", "http://localhost:3000/v1/credentials/mint"), (ran.Exit, ran.Errors, ran.Requests.Single().Url));
    }

    [Theory]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1alpha1"}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/V1"}""")]
    [InlineData("""{"apiVersion":1}""")]
    [InlineData("""{"kind":"ExecCredential"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_question_of_another_version_is_refused_before_anything_is_minted(string question)
    {
        var cli = Terminal.WithToken();
        cli.Environment["KUBERNETES_EXEC_INFO"] = question;

        var ran = await cli.RunAsync(["helper", "kubernetes", "--key", "A"], Some.Mint(("KUBE_TOKEN", "t")));

        Assert.Equal((3, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task The_variable_with_the_token_may_be_named_and_then_no_other_counts()
    {
        var named = await Terminal.RunAsync("helper kubernetes --key A --password-var TOKEN", Some.Mint(("TOKEN", "t"), ("KUBE_TOKEN", "other")));
        var absent = await Terminal.RunAsync("helper kubernetes --key A --password-var TOKEN", Some.Mint(("KUBE_TOKEN", "other")));

        Assert.Contains("\"token\": \"t\"", named.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (absent.Exit, absent.Output));
        Assert.StartsWith("error: key A sets no TOKEN\n", absent.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("canary\n")]
    [InlineData("canary canary")]
    [InlineData("canary\u00e9")]
    public async Task A_token_that_no_header_can_carry_is_not_handed_over(string value)
    {
        var ran = await Terminal.RunAsync("helper kubernetes --key A", Some.Mint(("KUBE_TOKEN", value)));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains("KUBE_TOKEN", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lifetime_is_asked_for_where_it_is_named()
    {
        var ran = await Terminal.RunAsync("helper aws --key A --duration 15m", Some.Mint(("AWS_ACCESS_KEY_ID", "i"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_SESSION_TOKEN", "t")));

        Assert.Equal((0, """{"keys":["A"],"duration":900}"""), (ran.Exit, ran.Requests.Single().Body));
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:token-type:saml2")]
    [InlineData("urn:ietf:params:oauth:token-type:ID_TOKEN")]
    public async Task Google_is_told_that_a_token_is_not_of_the_type_it_wants_before_anything_is_minted(string type)
    {
        var cli = Terminal.WithToken();
        cli.Environment["GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE"] = type;

        var ran = await cli.RunAsync(["helper", "gcp", "--key", "A"], Some.Mint(("GOOGLE_ID_TOKEN", "t")));

        var answer = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal((3, false, 0), (ran.Exit, answer.GetProperty("success").GetBoolean(), ran.Requests.Count));
        Assert.Contains("subject_token_type", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Google_is_told_on_stdout_that_the_broker_refused_and_a_person_on_stderr()
    {
        var ran = await Terminal.RunAsync(
            "helper gcp --key A", new CannedAnswer(403, "application/problem+json", """{"error":"FORBIDDEN","detail":"no \u001b[2J","requestId":"6f1c2a"}"""));

        var answer = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal((5, 1, false, "FORBIDDEN"), (ran.Exit, answer.GetProperty("version").GetInt32(), answer.GetProperty("success").GetBoolean(), answer.GetProperty("code").GetString()));
        Assert.DoesNotContain('\u001b', ran.Output + ran.Errors);
        Assert.Contains("6f1c2a", ran.Errors, StringComparison.Ordinal);
    }
}
