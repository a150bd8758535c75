using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Providers.Aws;
using Voidkey.Providers.Sts;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>One AWS role and an STS that answers whatever the test says.</summary>
public sealed class StsWorld : IDisposable
{
    public const string Origin = "https://sts.example.test";
    private readonly OutboundHttp _http;

    public StsWorld()
    {
        Network.Map(Origin, (_, _) => Task.FromResult(Answers.Text(Body, "text/xml", Status)));
        _http = new OutboundHttp(Network);
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    public FakeNetwork Network { get; } = new();

    public Secret BrokerToken { get; } = Canary.Make("broker-token");

    public int Status { get; set; } = 200;

    public string Body { get; set; } = Answer();

    /// <summary>What STS answers, with the children of <c>Credentials</c> as given.</summary>
    public static string Answer(string? credentials = null) => $"""
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult><SubjectFromWebIdentityToken>voidkey</SubjectFromWebIdentityToken><Credentials>{credentials ?? Fields()}</Credentials></AssumeRoleWithWebIdentityResult>
          <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
        </AssumeRoleWithWebIdentityResponse>
        """;

    public static string Fields(string key = "secret-access-key", string expiration = "2026-01-15T13:00:00Z", string id = "ASIAEXAMPLE", string session = "session-token") =>
        $"<AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{key}</SecretAccessKey><SessionToken>{session}</SessionToken><Expiration>{expiration}</Expiration>";

    public static Principal Caller(string subject = The.Subject, string idp = The.Idp, string claims = "{}") =>
        new(idp, The.Issuer, subject, The.Moment, The.Moment.AddMinutes(5), JsonElement.Parse(claims));

    public async Task<Result<MintedCredential>> MintAsync(
        string? sessionName = null, string? policy = null, string[]? policyArns = null, TimeSpan? lifetime = null, Principal? caller = null, CancellationToken ct = default)
    {
        var role = new AwsRole(new StsClient(_http, new Uri(Origin + "/"), Time), "eu-central-1", "arn:aws:iam::123456789012:role/Deploy", Of(sessionName), Of(policy), policyArns ?? []);
        return await role.MintAsync(new MintContext(new BrokerToken(BrokerToken, TimeSpan.FromMinutes(10)), caller ?? Caller(), lifetime ?? TimeSpan.FromMinutes(15)), ct);
    }

    private static ClaimTemplate? Of(string? text) => text is null ? null : ClaimTemplate.Of(text);

    public async Task<MintedCredential> MintsAsync()
    {
        if (!(await MintAsync()).TryGet(out var credential, out var error)) Assert.Fail($"{error} for {Body}");
        return credential!;
    }

    /// <summary>No credential comes of it, a good answer beside it gives one, and no upstream's word is passed on.</summary>
    public async Task<BrokerError> FailsAsync(string why, BrokerErrorCode code)
    {
        var result = await MintAsync();
        if (result.TryGet(out _, out var error)) Assert.Fail($"minted: {why}");
        Assert.Equal((why, code), (why, error!.Code));
        Assert.DoesNotContain("upstream-text", $"{error}", StringComparison.Ordinal);
        Assert.Empty(Canary.FoundIn(error.ToString()));

        (var status, Status, var body, Body) = (Status, 200, Body, Answer());
        await MintsAsync();
        (Status, Body) = (status, body);
        return error;
    }

    public void Dispose() => _http.Dispose();
}
