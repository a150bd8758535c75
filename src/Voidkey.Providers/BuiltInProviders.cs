using Voidkey.Access;
using Voidkey.Http;
using Voidkey.Providers.Aws;
using Voidkey.Providers.Azure;
using Voidkey.Providers.Gcp;
using Voidkey.Providers.GitHubApp;
using Voidkey.Providers.Http;
using Voidkey.Providers.Kubernetes;
using Voidkey.Providers.Minio;
using Voidkey.Providers.TokenExchange;

namespace Voidkey.Providers;

/// <summary>The provider types that ship with Voidkey.</summary>
public static class BuiltInProviders
{
    /// <param name="http">The way out that they share.</param>
    public static IReadOnlyList<IAccessProvider> Create(OutboundHttp http, TimeProvider time) =>
    [
        new AwsStsProvider(http, time),
        new MinioStsProvider(http, time),
        new TokenExchangeProvider(http, time),
        new KubernetesProvider(http, time),
        new GitHubAppProvider(http, time),
        new HttpProvider(http, time),
        new GcpProvider(http, time),
        new AzureProvider(http, time),
    ];
}
