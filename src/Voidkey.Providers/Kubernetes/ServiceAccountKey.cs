using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.Kubernetes;

/// <summary>One service account, whose tokens are handed out alone and in the files that tools read.</summary>
internal sealed class ServiceAccountKey(Cluster cluster, string of, string account, IReadOnlyList<string> audiences, TimeProvider time) : IBoundKey
{
    public const string Token = "Token";
    public const string Expiration = "Expiration";
    public const string Server = "Server";
    public const string Namespace = "Namespace";
    public const string ServiceAccount = "ServiceAccount";
    public const string Kubeconfig = "Kubeconfig";
    public const string ExecCredential = "ExecCredential";

    private const int MaxAnswerBytes = 256 * 1024;

    private readonly Uri _url = new($"{cluster.ServerText}/api/v1/namespaces/{of}/serviceaccounts/{account}/token");

    public IReadOnlyList<string> Fields { get; } = [Token, Expiration, Server, Namespace, ServiceAccount, Kubeconfig, ExecCredential];

    /// <summary>What the Terraform providers for Kubernetes and Helm read. kubectl reads files only: see docs/providers/kubernetes.md.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("KUBE_HOST", Server), new("KUBE_TOKEN", Token)];

    /// <summary>Kubernetes API, TokenRequestSpec: 10 minutes at least. The API server has a maximum of its own, to which it lowers what is asked for.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24));

    public string Destination => cluster.Server.Authority;

    /// <summary>As Kubernetes names the account to its policies.</summary>
    public string Target { get; } = $"system:serviceaccount:{of}:{account}";

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        if (context.Token is not { } own) return cluster.Api.Errors.Invalid("no broker token was given");

        var sent = await cluster.Api.SendAsync(() => TokenRequest.Of(_url, audiences, context.Lifetime, own.Value), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        if (!TokenRequest.TryRead(answer.Body, time.GetUtcNow(), out var token, out var expiration, out var fault)) return cluster.Api.Errors.Invalid(fault);

        var fields = new Dictionary<string, Secret>(7, StringComparer.Ordinal)
        {
            [Token] = token,
            [Expiration] = new(Timestamps.Seconds(expiration)),
            [Server] = new(cluster.ServerText),
            [Namespace] = new(of),
            [ServiceAccount] = new(account),
            [Kubeconfig] = ClientFiles.Kubeconfig(cluster, of, account, token),
            [ExecCredential] = ClientFiles.ExecCredential(token, expiration),
        };
        return new MintedCredential(fields, expiration, TokenReference.Of(token))
        {
            Metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["namespace"] = of, ["serviceAccount"] = account },
        };
    }
}
