using Voidkey.Providers.Kubernetes;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>kubernetes</c> provider and an API server for it.</summary>
internal static class KubernetesSubject
{
    private const string Url = "https://k8s.example.test/api/v1/namespaces/apps/serviceaccounts/deployer/token";

    public static ProviderUnderTest Subject { get; } = new()
    {
        Provider = static (http, time) => new KubernetesProvider(http, time),
        Settings = "server: 'https://k8s.example.test', namespace: apps",
        Key = "serviceAccount: deployer",
        Hops = [Hop(null)],
        Expired = Hop(TimeSpan.FromSeconds(-1)),
    };

    private static CloudHop Hop(TimeSpan? expiresIn) => new(Url, (request, moment) =>
        new FakeApiServer(moment.BrokerIdp, "cloud", TimeProvider.System) { ExpiresIn = expiresIn }.AddServiceAccount("apps", "deployer", "voidkey").AnswerAsync(request, CancellationToken.None));
}
