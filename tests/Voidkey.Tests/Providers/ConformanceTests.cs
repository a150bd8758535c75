using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Providers.Aws;
using Voidkey.Providers.Minio;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;
using Voidkey.Tests.Providers.Subjects;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What every provider must do, asked of every provider that ships.</summary>
public sealed class ConformanceTests
{
    private const string Sts = "https://sts.example.test/";

    private static readonly Dictionary<string, ProviderUnderTest> Subjects = new(StringComparer.Ordinal)
    {
        ["aws-sts"] = new ProviderUnderTest
        {
            Provider = static (http, time) => new AwsStsProvider(http, time),
            Settings = $"endpoint: '{Sts}', region: eu-central-1",
            Key = $"roleArn: '{Role}'",
            Hops = [Hop(StsFlavour.Aws)],
            Expired = ExpiredAt("2020-01-01T00:00:00Z"),
        },
        ["minio-sts"] = new ProviderUnderTest
        {
            Provider = static (http, time) => new MinioStsProvider(http, time),
            Settings = $"endpoint: '{Sts}'",
            Key = "",
            Hops = [Hop(StsFlavour.Minio)],
            Expired = ExpiredAt("2020-01-01T00:00:00Z"),
        },
        ["http"] = HttpSubject.Subject,
        ["oauth2-token-exchange"] = TokenExchangeSubject.Subject,
        ["kubernetes"] = KubernetesSubject.Subject,
        ["github-app"] = GitHubAppSubject.Subject,
        ["gcp"] = GcpSubject.Subject,
        ["azure"] = AzureSubject.Subject,
    };

    private const string Role = "arn:aws:iam::123456789012:role/Deploy";

    public static TheoryData<string, string> Promises
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var provider in Subjects.Keys)
            {
                foreach (var promise in ProviderConformance.Names) table.Add(provider, promise);
            }

            return table;
        }
    }

    [Theory, MemberData(nameof(Promises))]
    public Task Every_provider_keeps_the_promises_of_one(string provider, string promise) => ProviderConformance.CheckAsync(promise, Subjects[provider]);

    [Fact]
    public void No_provider_is_left_out()
    {
        using var http = new OutboundHttp();
        Assert.Equal(BuiltInProviders.Create(http, TimeProvider.System).Select(static provider => provider.Type).Order(StringComparer.Ordinal), Subjects.Keys.Order(StringComparer.Ordinal));
    }

    private static CloudHop Hop(StsFlavour flavour) => new(Sts, (request, moment) =>
        new FakeSts(moment.BrokerIdp, TimeProvider.System, flavour).AddRole(new StsRole(Role, moment.BrokerIdp.Issuer, "cloud", "voidkey", 43_200)).AnswerAsync(request, CancellationToken.None));

    private static CloudHop ExpiredAt(string time) => new(Sts, (_, _) => Task.FromResult(Answers.Text(Support.StsWorld.Answer(Support.StsWorld.Fields(expiration: time)), "text/xml")));
}
