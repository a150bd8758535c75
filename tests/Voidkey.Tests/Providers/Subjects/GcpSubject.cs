using System.Runtime.CompilerServices;
using Voidkey.Providers.Gcp;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;
using Voidkey.Tests.Support;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>gcp</c> provider, its three kinds of keys, and a Google Cloud for it.</summary>
internal static class GcpSubject
{
    private const string Sts = $"{GoogleCloud.Sts}/v1/token";
    private const string Account = $"serviceAccount: '{GoogleCloud.Deployer}'";

    // What STS gave IAM Credentials must know again: one cloud for each test's identity provider.
    private static readonly ConditionalWeakTable<FakeIdp, FakeGoogleCloud> Clouds = [];

    /// <summary>An access token of a service account.</summary>
    public static ProviderUnderTest Subject { get; } = Of(Account) with
    {
        Hops = [OfSts(), OfIam("generateAccessToken")],
        Expired = Answering("generateAccessToken", static _ => """{"accessToken":"t","expireTime":"2020-01-01T00:00:00Z"}"""),
    };

    /// <summary>An ID token of one.</summary>
    public static ProviderUnderTest IdToken { get; } = Of($"{Account}, idToken: {{ audience: 'https://service.example.test' }}") with
    {
        Hops = [OfSts(), OfIam("generateIdToken")],
        Expired = Answering("generateIdToken", static idp => $"{{\"token\":\"{idp.Issue("1", "https://service.example.test", TimeSpan.FromMinutes(-1)).Reveal()}\"}}"),
        HonoursLifetime = false,
    };

    /// <summary>The pool's own.</summary>
    public static ProviderUnderTest Federated { get; } = Of("") with
    {
        Hops = [OfSts()],
        Expired = new CloudHop(Sts, static (_, _) => Task.FromResult(Answers.Text("""{"access_token":"t","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":0}""", "application/json"))),
        HonoursLifetime = false,
    };

    private static ProviderUnderTest Of(string key) => new()
    {
        Provider = static (http, time) => new GcpProvider(http, time),
        Settings = $"workloadIdentityProvider: '{GoogleCloud.Pool}'",
        Key = key,
        Hops = [],
    };

    private static CloudHop OfSts() => new(Sts, static (request, moment) => CloudOf(moment).AnswerStsAsync(request, CancellationToken.None));

    private static CloudHop OfIam(string method) => new(UrlOf(method), static (request, moment) => CloudOf(moment).AnswerIamAsync(request, CancellationToken.None));

    private static CloudHop Answering(string method, Func<FakeIdp, string> answer) => new(UrlOf(method), (_, moment) => Task.FromResult(Answers.Text(answer(moment.BrokerIdp), "application/json")));

    private static string UrlOf(string method) => GoogleCloud.Iam + GoogleCloud.Generate.Replace("generateAccessToken", method, StringComparison.Ordinal);

    private static FakeGoogleCloud CloudOf(CloudMoment moment) => Clouds.GetValue(moment.BrokerIdp, static idp => GoogleCloud.Trusting(idp, TimeProvider.System));
}
