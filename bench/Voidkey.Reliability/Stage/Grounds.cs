using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>What the upstreams of one world stand on.</summary>
/// <param name="Time">What they go by.</param>
/// <param name="Authority">Who issues their certificates; null: they speak plain HTTP.</param>
internal sealed record Grounds(TimeProvider Time, TestAuthority? Authority) : IDisposable
{
    public Site NewSite() => new(Time, Authority);

    public void Dispose() => Authority?.Dispose();
}
