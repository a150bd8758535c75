using System.Net;
using System.Text;
using System.Text.Json;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Serving;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The port that programs of this machine ask for credentials, over real sockets; what a mint gives is the test's.</summary>
public sealed class ServeTests : IDisposable
{
    private static readonly (string Name, string Value)[] Aws = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret.canary"), ("AWS_SESSION_TOKEN", "session.canary")];
    private static readonly (string Name, string Value)[] Google = [("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.canary"), ("CLOUDSDK_AUTH_ACCESS_TOKEN", "ya29.canary"), ("CLOUDSDK_CORE_PROJECT", "acme")];

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<JsonElement> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Terminal _cli;
    private readonly Minter _broker;

    public ServeTests()
    {
        _cli = new Terminal { Environment = { ["VOIDKEY_OIDC_TOKEN"] = "subject.canary" }, Interrupt = _stop.Token, Connect = _ => _broker!, WriteOutput = Say };
        _broker = new Minter(_cli.Time);
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task An_aws_program_is_answered_with_what_was_minted_until_that_is_due()
    {
        var (running, url, headers) = await ServeAwsAsync();
        var first = await LoopbackClient.GetAsync(url, headers);
        _cli.Time.Advance(TimeSpan.FromMinutes(55) - TimeSpan.FromSeconds(1));
        var cached = await LoopbackClient.GetAsync(url, headers);
        Assert.Equal(1, _broker.Mints);
        _cli.Time.Advance(TimeSpan.FromSeconds(1));
        _broker.Variables = [.. Aws[..2], ("AWS_SESSION_TOKEN", "next.canary")];
        var next = await LoopbackClient.GetAsync(url, headers);

        Assert.Equal((200, "application/json", "no-store"), (first.Status, first.Headers["Content-Type"], first.Headers["Cache-Control"]));
        Assert.Equal("""{"AccessKeyId":"id","SecretAccessKey":"secret.canary","Token":"session.canary","Expiration":"2026-11-23T14:05:10Z"}""" + "\n", first.Body);
        Assert.Equal(first.Body, cached.Body);
        Assert.Contains("\"Token\":\"next.canary\",\"Expiration\":\"2026-11-23T15:00:10Z\"", next.Body, StringComparison.Ordinal);
        Assert.Equal(2, _broker.Mints);
        await _stop.CancelAsync();
        var ran = await running;
        Assert.Equal(130, ran.Exit);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_answered_without_what_the_run_alone_knows()
    {
        var (running, url, headers) = await ServeAwsAsync();
        var right = headers[0].Item2;
        int[] statuses =
        [
            (await LoopbackClient.GetAsync(url)).Status,
            (await LoopbackClient.GetAsync(url, ("Authorization", ""))).Status,
            (await LoopbackClient.GetAsync(url, ("Authorization", right[..^1]))).Status,
            (await LoopbackClient.GetAsync(url, ("Authorization", $"Bearer {right}"))).Status,
            (await LoopbackClient.GetAsync(url, [.. headers, ("Origin", "https://evil.example")])).Status,
            (await LoopbackClient.GetAsync(url, [.. headers, ("Sec-Fetch-Site", "cross-site")])).Status,
            (await LoopbackClient.GetAsync(url, [.. headers, ("Host", "evil.example")])).Status,
            (await LoopbackClient.SendAsync(HttpMethod.Options, url, headers)).Status,
            (await LoopbackClient.GetAsync($"{url}/", headers)).Status,
            (await LoopbackClient.GetAsync(new Uri(new Uri(url), "/msi/token?resource=x&api-version=1").AbsoluteUri, headers)).Status,
            (await LoopbackClient.GetAsync(new Uri(new Uri(url), "/computeMetadata/v1/instance/service-accounts/default/token").AbsoluteUri, ("Metadata-Flavor", "Google"))).Status,
            (await LoopbackClient.GetAsync(url, headers)).Status,
        ];

        Assert.Equal([401, 401, 401, 401, 403, 403, 421, 405, 404, 404, 404, 200], statuses);
        Assert.Matches(@"\A[A-Za-z0-9_-]{43}\z", right);
        Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_broker_that_is_down_does_no_harm_before_the_credentials_expire()
    {
        var (running, url, headers) = await ServeAwsAsync();
        _broker.Status = 403;
        _cli.Time.Advance(TimeSpan.FromMinutes(56));
        var held = await LoopbackClient.GetAsync(url, headers);
        await LoopbackClient.GetAsync(url, headers);
        Assert.Equal((200, 2), (held.Status, _broker.Mints));

        _cli.Time.Advance(TimeSpan.FromMinutes(4));
        var refused = await LoopbackClient.GetAsync(url, headers);
        Assert.Equal((403, "FORBIDDEN"), (refused.Status, JsonDocument.Parse(refused.Body).RootElement.GetProperty("code").GetString()));
        Assert.DoesNotContain("canary", refused.Body, StringComparison.Ordinal);

        _broker.Status = 200;
        Assert.Equal(200, (await LoopbackClient.GetAsync(url, headers)).Status);
        await _stop.CancelAsync();
        Assert.Contains("warning: A was not minted again: the broker refused", (await running).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Google_asks_the_metadata_server_and_only_where_it_was_asked_for()
    {
        _broker.Variables = Google;
        var (running, said) = await ServeAsync("serve", "A", "--gce", "-o", "json-flat");
        var root = $"http://{said.GetProperty("GCE_METADATA_HOST").GetString()}";
        Assert.Equal(root, $"http://{said.GetProperty("GCE_METADATA_IP").GetString()}");

        Assert.Equal((403, 403), ((await LoopbackClient.GetAsync($"{root}/computeMetadata/v1/instance/service-accounts/default/token")).Status, (await AskAsync("/", ("X-Forwarded-For", "10.0.0.1"))).Status));
        var token = await AskAsync("/computeMetadata/v1/instance/service-accounts/default/token?scopes=a");
        Assert.Equal((200, """{"access_token":"ya29.canary","expires_in":3600,"token_type":"Bearer"}""" + "\n", "Google"), (token.Status, token.Body, token.Headers["Metadata-Flavor"]));
        Assert.Equal("""{"aliases":["default"],"email":"default","scopes":["https://www.googleapis.com/auth/cloud-platform"]}""" + "\n", (await AskAsync("/computeMetadata/v1/instance/service-accounts/default/?recursive=true")).Body);
        Assert.Equal(("default/", "acme", 200, 404), ((await AskAsync("/computeMetadata/v1/instance/service-accounts/")).Body, (await AskAsync("/computeMetadata/v1/project/project-id")).Body, (await AskAsync("/computeMetadata/v1/instance")).Status, (await AskAsync("/computeMetadata/v1/instance/service-accounts/default/identity?audience=x")).Status));
        await _stop.CancelAsync();
        Assert.Contains("warning: every program on this machine may ask", (await running).Errors, StringComparison.Ordinal);

        Task<Reply> AskAsync(string path, params (string, string)[] more) => LoopbackClient.GetAsync(root + path, [("Metadata-Flavor", "Google"), .. more]);
    }

    [Fact]
    public async Task Azure_asks_for_a_resource_and_gets_its_token_or_none()
    {
        var (arm, vault) = (Some.Jwt("""{"aud":"https://management.azure.com"}"""), Some.Jwt("""{"aud":"https://vault.azure.net"}"""));
        _broker.Variables = [("AZURE_ACCESS_TOKEN", arm), ("AZURE_ACCESS_TOKEN_2", vault)];
        var (running, said) = await ServeAsync("serve", "A", "--azure", "-o", "json-flat");
        var (url, header) = (said.GetProperty("IDENTITY_ENDPOINT").GetString()!, ("X-IDENTITY-HEADER", said.GetProperty("IDENTITY_HEADER").GetString()!));

        var first = await LoopbackClient.GetAsync($"{url}?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F", header);
        Assert.Equal($$"""{"access_token":"{{arm}}","expires_on":"{{VirtualTime.Start.AddHours(1).ToUnixTimeSeconds()}}","resource":"https://management.azure.com/","token_type":"Bearer"}""" + "\n", first.Body);
        Assert.Contains(vault, (await LoopbackClient.GetAsync($"{url}?api-version=2019-08-01&resource=https://vault.azure.net", header)).Body, StringComparison.Ordinal);
        int[] statuses =
        [
            (await LoopbackClient.GetAsync($"{url}?api-version=2019-08-01&resource=https://graph.microsoft.com", header)).Status,
            (await LoopbackClient.GetAsync($"{url}?api-version=2019-08-01", header)).Status,
            (await LoopbackClient.GetAsync($"{url}?resource=https://vault.azure.net", header)).Status,
            (await LoopbackClient.GetAsync($"{url}?api-version=1&resource=a&resource=b", header)).Status,
            (await LoopbackClient.GetAsync($"{url}?api-version=2019-08-01&resource=https://vault.azure.net")).Status,
        ];
        Assert.Equal([400, 400, 400, 400, 401], statuses);
        await _stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("serve A", 2), InlineData("serve --aws", 2), InlineData("serve A --aws --token -", 2), InlineData("serve A --aws --min-ttl 0", 2), InlineData("serve A --aws -o yaml", 2), InlineData("serve A --azure", 1), InlineData("serve A --aws --azure", 1)]
    [InlineData("exec A --gce -- aws", 2)]
    public async Task What_cannot_be_served_is_told_and_prints_nothing(string args, int exit)
    {
        _broker.Variables = Aws;

        var ran = await _cli.RunAsync(args.Split(' '));

        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
        Assert.False(_said.Task.IsCompleted);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_keys_of_one_protocol_are_one_too_many()
    {
        _broker.Variables = Aws;

        Assert.Equal(2, (await _cli.RunAsync(["serve", "A", "B", "--aws"])).Exit);
    }

    [Fact]
    public async Task A_command_sees_a_port_and_no_credentials_and_its_end_is_ours()
    {
        _broker.Variables = Aws;
        _cli.Environment["AWS_PROFILE"] = "old";
        _cli.Environment["PATH"] = "/bin";
        Reply? inside = null;
        var url = "";
        _cli.Process.Run = async successor =>
        {
            var environment = successor.Environment.Select(e => Encoding.UTF8.GetString(e.Bytes).Split('=', 2)).ToDictionary(e => e[0], e => e[1]);
            Assert.DoesNotContain(environment, variable => variable.Value.Contains("canary", StringComparison.Ordinal) || variable.Key is "AWS_PROFILE" or "AWS_ACCESS_KEY_ID");
            url = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
            inside = await LoopbackClient.GetAsync(url, ("Authorization", environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]));
            return (ExitCode)42;
        };

        var ran = await _cli.RunAsync(["exec", "A", "--refresh", "--", "aws", "s3", "ls"]);

        Assert.Equal((42, "", 200), (ran.Exit, ran.Output, inside!.Status));
        await Assert.ThrowsAsync<HttpRequestException>(() => LoopbackClient.GetAsync(url));
    }

    [Fact]
    public async Task A_key_that_would_be_a_static_secret_is_refused()
    {
        _broker.Variables = Google;
        _cli.Environment["PATH"] = "/bin";
        var ran = await _cli.RunAsync(["exec", "A", "--refresh", "--", "aws"]);

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains("--gce", ran.Errors, StringComparison.Ordinal);
        Assert.Null(_cli.Process.Successor);
        Assert.Equal(0, (await _cli.RunAsync(["exec", "A", "--refresh", "--gce", "--", "aws"])).Exit);
        Assert.Contains("GCE_METADATA_HOST=127.0.0.1:", _cli.Process.Became, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_ask_at_once_cost_one_mint()
    {
        var time = new VirtualTime();
        var mints = 0;
        using var key = new FreshKey(
            async ct =>
            {
                Interlocked.Increment(ref mints);
                await Task.Yield();
                return Credentials(time.GetUtcNow().AddMinutes(4));
            },
            Credentials(time.GetUtcNow().AddMinutes(4)), TimeSpan.FromMinutes(5), time);

        await key.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mints);
        time.Advance(TimeSpan.FromMinutes(2));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => key.GetAsync(CancellationToken.None))));

        Assert.Equal(1, mints);
    }

    private void Say(byte[] data)
    {
        if (data.Length > 0) _said.TrySetResult(JsonDocument.Parse(Encoding.UTF8.GetString(data)).RootElement.Clone());
    }

    private static KeyCredentials Credentials(DateTimeOffset expires) => new("A", "p", expires, new Dictionary<string, string>());

    private async Task<(Task<Ran> Running, string Url, (string, string)[] Headers)> ServeAwsAsync()
    {
        _broker.Variables = Aws;
        var (running, said) = await ServeAsync("serve", "A", "--aws", "-o", "json-flat");
        return (running, said.GetProperty("AWS_CONTAINER_CREDENTIALS_FULL_URI").GetString()!, [("Authorization", said.GetProperty("AWS_CONTAINER_AUTHORIZATION_TOKEN").GetString()!)]);
    }

    private async Task<(Task<Ran> Running, JsonElement Said)> ServeAsync(params string[] args)
    {
        var running = _cli.RunAsync(args);
        if (await Task.WhenAny(_said.Task, running) == running) Assert.Fail((await running).Errors);
        return (running, await _said.Task);
    }

    /// <summary>Mints every key that it is asked for, for an hour.</summary>
    private sealed class Minter(VirtualTime time) : HttpMessageHandler
    {
        public int Mints { get; private set; }

        public int Status { get; set; } = 200;

        public (string Name, string Value)[] Variables { get; set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Mints++;
            var keys = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!).ToArray();
            var body = Status == 200
                ? Some.MintBody([.. keys.Select(key => (key, Variables))]).Replace("2026-11-23T14:05:10Z", (time.GetUtcNow().AddHours(1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                : CannedAnswer.Problem(Status, "FORBIDDEN", "no subject.canary").Body;
            return new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(body, Encoding.UTF8, Status == 200 ? "application/json" : "application/problem+json") };
        }
    }
}
