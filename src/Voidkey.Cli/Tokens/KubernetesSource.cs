using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Kubernetes: a projected service account token, mounted where we look for it. The kubelet replaces it before it expires.</summary>
/// <remarks>kubernetes.io/docs, "ServiceAccount token volume projection". The pod's default token is not used: it is for the cluster's own API.</remarks>
internal sealed class KubernetesSource(Invocation invocation) : ITokenSource
{
    public const string Path = "/var/run/secrets/voidkey/token";

    public string Name => "kubernetes";

    public string Sign => $"there is no {Path}";

    public bool IsHere => invocation.Surroundings.Files.Exists(Path);

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct) => IsHere
        ? audience.Insist(await TokenFile.ReadAsync(Path, Path, invocation.Surroundings.Files.Open, ct), "set `audience` of the serviceAccountToken projection")
        : Failure.NoToken("this pod has no token for the broker", $"there is no {Path}", "mount a projected volume there: serviceAccountToken: { audience: AUDIENCE, path: token }");
}
