using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>The broker's own token is given to it in files, one for each audience, as Kubernetes gives a pod its projected tokens. Nobody is asked for any.</summary>
/// <param name="Paths">By audience, the whole path of the file with the token for it. Each may be replaced at any time.</param>
/// <param name="Issuer">What every token's <c>iss</c> must be; null: not compared.</param>
internal sealed record TokenFiles(IReadOnlyDictionary<string, string> Paths, string? Issuer) : TokenOrigin
{
    public override CachedTokenSource Open(OutboundHttp http, TimeProvider time, ILogger logger)
    {
        var sources = Paths.ToDictionary(static file => file.Key, file => new TokenFileSource(file.Value, file.Key, Issuer, time, logger), StringComparer.Ordinal);
        return new CachedTokenSource(
            (audience, ct) => sources.TryGetValue(audience, out var source) ? source.FetchAsync(ct) : Task.FromResult(new Fetched<BrokerToken>(null, $"there is no token file for '{audience}'")),
            time,
            lookEvery: TimeSpan.FromSeconds(1));
    }

    public override bool IsSameAs(TokenOrigin other) =>
        other is TokenFiles files && Paths.Count == files.Paths.Count && Paths.All(file => files.Paths.GetValueOrDefault(file.Key) == file.Value) && this with { Paths = files.Paths } == files;
}
