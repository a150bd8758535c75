using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Voidkey.Testing;

namespace Voidkey.Demo;

/// <summary>Everybody but the broker and its client: a CI system that vouches for jobs, an identity provider that knows the broker, and a cloud.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Audience = "voidkey";
    public const string StsAudience = "sts.amazonaws.com";
    public const string ClientId = "voidkey-demo";
    public const string RoleArn = "arn:aws:iam::123456789012:role/Deploy";
    public const string Subject = "repo:example-org/app:ref:refs/heads/main";
    public const int MaxSeconds = 3600;

    private readonly LoopbackServer _ci;
    private readonly LoopbackServer _idp;
    private readonly LoopbackServer _cloud;
    private readonly Secret _jobPermission = Canary.Make("job-permission");

    private World(LoopbackServer ci, LoopbackServer idp, LoopbackServer cloud, TimeProvider time)
    {
        (_ci, _idp, _cloud, Timeline) = (ci, idp, cloud, new Timeline(time));
        ClientIdp = new FakeIdp(ci.Origin, time);
        BrokerIdp = new FakeIdp(idp.Origin, time, "ES256");
        BrokerIdp.AddClient(ClientId, ClientSecret);

        // The cloud trusts the broker's provider, for the broker, for this one role. It has never heard of the CI system.
        Sts = new FakeSts(BrokerIdp, time).AddRole(new StsRole(RoleArn, BrokerIdp.Issuer, StsAudience, ClientId, MaxSeconds));

        ci.Serve(AsCiAsync);
        idp.Serve(AsBrokerIdpAsync);
        cloud.Serve(AsCloudAsync);
    }

    public Timeline Timeline { get; }

    public FakeIdp ClientIdp { get; }

    public FakeIdp BrokerIdp { get; }

    public FakeSts Sts { get; }

    public string StsEndpoint => _cloud.Origin;

    public Secret ClientSecret { get; } = Canary.Make("broker-client-secret");

    /// <summary>How long the job's token lives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    public static async Task<World> StartAsync(TimeProvider time, TimeSpan tokenLifetime, CancellationToken ct) =>
        new(await LoopbackServer.StartAsync(ct: ct), await LoopbackServer.StartAsync(ct: ct), await LoopbackServer.StartAsync(ct: ct), time)
        {
            TokenLifetime = tokenLifetime,
        };

    /// <summary>What a CI job does first: it asks its provider, over HTTP, for a token that says who it is.</summary>
    public async Task<Secret> AskForJobTokenAsync(HttpMessageInvoker http, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ClientIdp.Issuer}/job/id-token?audience={Audience}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _jobPermission.Reveal());
        using var answer = await http.SendAsync(request, ct);

        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))?["value"]?.GetValue<string>();
        return new Secret(token ?? throw new StoryBrokenException("the CI system gave the job no token"));
    }

    /// <summary>A token as the CI system issues it to jobs of a repository.</summary>
    public Secret JobToken(string repository = "example-org/app", TimeSpan? lifetime = null, SigningKey? signWith = null) => ClientIdp.Issue(
        $"repo:{repository}:ref:refs/heads/main",
        Audience,
        lifetime ?? TokenLifetime,
        claims: new JsonObject
        {
            ["repository"] = repository,
            ["repository_owner"] = repository.Split('/')[0],
            ["ref"] = "refs/heads/main",
            ["event_name"] = "push",
            ["workflow"] = "deploy",
            ["runner_environment"] = "github-hosted",
        },
        signWith: signWith);

    public async ValueTask DisposeAsync()
    {
        await _ci.DisposeAsync();
        await _idp.DisposeAsync();
        await _cloud.DisposeAsync();
    }

    private async Task<HttpResponseMessage> AsCiAsync(HttpRequestMessage request, CancellationToken ct)
    {
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/job/id-token" when request.Headers.Authorization?.Parameter == _jobPermission.Reveal():
                Timeline.Saw(Sight.JobAskedForToken);
                var answer = Answers.Json(new JsonObject { ["value"] = JobToken().Reveal() });
                Timeline.Saw(Sight.JobGotToken);
                return answer;

            case "/jwks":
                Timeline.Saw(Sight.KeysFetched);
                break;
        }

        return await ClientIdp.AnswerAsync(request, ct);
    }

    private async Task<HttpResponseMessage> AsBrokerIdpAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var isToken = request.RequestUri!.AbsolutePath == "/token";
        if (isToken) Timeline.Saw(Sight.BrokerAskedForToken);
        var answer = await BrokerIdp.AnswerAsync(request, ct);
        if (isToken && answer.IsSuccessStatusCode) Timeline.Saw(Sight.BrokerGotToken);
        return answer;
    }

    private async Task<HttpResponseMessage> AsCloudAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Timeline.Saw(Sight.StsAsked);
        var answer = await Sts.AnswerAsync(request, ct);
        if (answer.IsSuccessStatusCode) Timeline.Saw(Sight.StsAnswered);
        return answer;
    }
}
