using Voidkey.Access;

namespace Voidkey.Providers.Kubernetes;

/// <param name="Server">The API server; it may have a path, as behind a proxy.</param>
/// <param name="AuthoritiesPem">Who vouches for its certificate, in PEM; null: the system's authorities.</param>
/// <param name="Api">What it is called with.</param>
internal sealed record Cluster(Uri Server, string? AuthoritiesPem, CloudCall Api)
{
    /// <summary>As tools want it: without a slash at the end.</summary>
    public string ServerText { get; } = Server.AbsoluteUri.TrimEnd('/');
}
