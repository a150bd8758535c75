using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Tokens of service accounts: what is asked of the API server, what comes of it, and what is refused.</summary>
public sealed class KubernetesTests : IDisposable
{
    private const string Origin = "https://k8s.example.test";
    private const string Provider = "type: kubernetes\nserver: https://k8s.example.test";
    private const string Key = "namespace: apps\nserviceAccount: deployer";

    private readonly KeyWorld _world = new();
    private readonly FakeApiServer _server;

    public KubernetesTests()
    {
        _server = new FakeApiServer(_world.Own, "cloud", _world.Time).AddServiceAccount("apps", "deployer", "voidkey").AddServiceAccount("apps", "others", "somebody");
        _world.Network.Map(Origin, _server.AnswerAsync);
    }

    public static TheoryData<string, string, string> Wrong { get; } = new()
    {
        { ConfigCodes.Unsafe, "type: kubernetes\nserver: §http://k8s.example.test", Key },
        { ConfigCodes.InvalidValue, "type: kubernetes\nserver: §https://k8s.example.test/?a=b", Key },
        { ConfigCodes.InvalidValue, $"{Provider}\nnamespace: §Apps", "serviceAccount: deployer" },
        { ConfigCodes.InvalidValue, Provider, "namespace: apps\nserviceAccount: §../../secrets" },
        { ConfigCodes.Claim, Provider, "namespace: apps\nserviceAccount: §'${claim:sub}'" },
        { ConfigCodes.InvalidValue, Provider, "namespace: §apps/x\nserviceAccount: deployer" },
        { ConfigCodes.OutOfRange, Provider, $"{Key}\nduration: §599" },
        { ConfigCodes.OutOfRange, Provider, $"{Key}\nmaxDuration: §25h" },
        { ConfigCodes.UnknownMember, Provider, $"{Key}\n§audience: x" },
    };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_token_is_asked_for_with_the_brokers_own()
    {
        _world.With(Provider, $"{Key}\naudiences: [vault, registry]");
        var credential = await _world.MintsAsync(lifetime: TimeSpan.FromMinutes(20));

        var request = Assert.Single(_world.Network.Requests);
        Assert.Equal(("POST", $"{Origin}/api/v1/namespaces/apps/serviceaccounts/deployer/token"), (request.Method, request.Uri.OriginalString));
        Assert.Equal("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["vault","registry"],"expirationSeconds":1200}}""", request.Body);
        Assert.Equal(_world.Time.GetUtcNow().AddMinutes(20), credential.ExpiresAt);
        Assert.Equal(("apps", "deployer"), (credential.Metadata["namespace"], credential.Metadata["serviceAccount"]));
    }

    [Fact]
    public async Task What_is_handed_out_is_what_tools_read()
    {
        using var authority = TestAuthority.Root();
        File.WriteAllText(Path.Combine(_world.Folder.Path, "ca.pem"), authority.Pem);
        _world.With($"{Provider}\ncaFile: ca.pem", Key);
        var credential = await _world.MintsAsync();

        var token = credential.Fields["Token"].Reveal();
        var config = JsonNode.Parse(credential.Fields["Kubeconfig"].Reveal())!;
        Assert.Equal((Origin, "apps", token), ((string)config["clusters"]![0]!["cluster"]!["server"]!, (string)config["contexts"]![0]!["context"]!["namespace"]!, (string)config["users"]![0]!["user"]!["token"]!));
        Assert.Equal(authority.Pem.Trim(), Encoding.ASCII.GetString(Convert.FromBase64String((string)config["clusters"]![0]!["cluster"]!["certificate-authority-data"]!)).Trim());
        Assert.Equal((string?)config["current-context"], (string?)config["contexts"]![0]!["name"]);
        Assert.Equal((string?)config["users"]![0]!["name"], (string?)config["contexts"]![0]!["context"]!["user"]);

        var exec = JsonNode.Parse(credential.Fields["ExecCredential"].Reveal())!;
        Assert.Equal(("ExecCredential", token, credential.Fields["Expiration"].Reveal()), ((string?)exec["kind"], (string?)exec["status"]!["token"], (string?)exec["status"]!["expirationTimestamp"]));
        Assert.DoesNotContain('\n', credential.Fields["Kubeconfig"].Reveal());
        Assert.Equal(["KUBE_HOST", "KUBE_TOKEN"], _world.Bound.DefaultOutputs.Select(static output => output.Key));
    }

    [Fact]
    public async Task A_token_that_the_server_shortens_is_told_as_short_as_it_is()
    {
        _world.With(Provider, Key);
        _server.Longest = TimeSpan.FromMinutes(10);
        Assert.Equal(_world.Time.GetUtcNow().AddMinutes(10), (await _world.MintsAsync(lifetime: TimeSpan.FromHours(1))).ExpiresAt);
    }

    [Theory]
    [InlineData("others", "Forbidden"), InlineData("nobody", "Forbidden")]
    public async Task What_the_broker_may_not_have_is_refused(string account, string reason)
    {
        _world.With(Provider, $"namespace: apps\nserviceAccount: {account}");
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal((BrokerErrorCode.MintRefused, $"Kubernetes: status 403, {reason}"), (error.Code, error.Cause));
    }

    [Theory]
    [InlineData("""{"kind":"TokenRequest","status":{"expirationTimestamp":"2026-01-15T13:00:00Z"}}""", "token")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"a b","expirationTimestamp":"2026-01-15T13:00:00Z"}}""", "token")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"t","expirationTimestamp":"tomorrow"}}""", "time")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"t","expirationTimestamp":"2026-01-15T11:59:59Z"}}""", "expired")]
    [InlineData("""{"kind":"TokenRequest","status":{"token":"t","token":"u","expirationTimestamp":"2026-01-15T13:00:00Z"}}""", "strict")]
    [InlineData("""{"kind":"Secret","status":{"token":"t","expirationTimestamp":"2026-01-15T13:00:00Z"}}""", "TokenRequest")]
    public async Task An_answer_that_is_none_is_not_believed(string body, string says)
    {
        _world.With(Provider, Key);
        _world.Network.Map(Origin, (_, _) => Task.FromResult(Answers.Text(body, "application/json", 201)));
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.MintInvalidResponse, error.Code);
        Assert.Contains(says, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_told_all_at_once() => Assert.Equal(
        ["'server' is missing: the URL of the API server", "'namespace' is missing, and the provider has none either", "'serviceAccount' is missing"],
        _world.Load("type: kubernetes", "description: x").Problems.Where(static problem => problem.Code == ConfigCodes.Missing).Select(static problem => problem.Message));

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_where_it_stands(string code, string provider, string key) => Assert.Equal(code, _world.ProblemOf(provider, key).Code);
}
