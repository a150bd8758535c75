using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>Reads the broker's token for one audience from its file.</summary>
internal sealed class TokenFileSource(string path, string audience, string? issuer, TimeProvider time, ILogger logger)
{
    // RFC 7515 §3.1: three parts in base64url. A token within JSON has three as well.
    private static readonly SearchValues<char> JwtCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly FileContent<BrokerToken> _file = new([path], contents => Read(path, contents[0], audience, issuer));
    private readonly FileNews _news = new();

    /// <summary>What is in a file now, or why that is no token for this audience. Whether it has expired is for those who use it to say.</summary>
    public static Fetched<BrokerToken> ReadOnce(string path, string audience, string? issuer) =>
        FileContent<BrokerToken>.ReadOnce([path], contents => Read(path, contents[0], audience, issuer));

    /// <returns>The token that is in the file, or why there is none. What was given before serves until it expires.</returns>
    public async Task<Fetched<BrokerToken>> FetchAsync(CancellationToken ct)
    {
        var (token, fault) = await _file.LookAsync(ct);
        var lifetime = token?.Claims?.ExpiresAt - time.GetUtcNow() ?? TimeSpan.Zero;
        if (fault.Length == 0 && lifetime <= TimeSpan.Zero) fault = string.Create(CultureInfo.InvariantCulture, $"{path}: the token in it expired at {token?.Claims?.ExpiresAt:u}; whoever writes the file has not renewed it");

        // Looked at every second, so only what is new is told.
        if (_news.IsNew(token, fault))
        {
            if (fault.Length == 0) logger.BrokerTokenRead(audience, path, lifetime);
            else logger.BrokerTokenFetchFailed(audience, $"token file {fault}");
        }

        return fault.Length == 0 ? new(token! with { Lifetime = lifetime }, "") : new(null, $"token file {fault}");
    }

    private static Fetched<BrokerToken> Read(string path, ReadOnlySpan<byte> content, string audience, string? issuer)
    {
        // One byte, one character: what is not ASCII is found below.
        var text = Encoding.Latin1.GetString(content).TrimEnd('\r', '\n');
        if (text.Length > CompactJws.MaxLength) return new(null, $"{path}: it is longer than {CompactJws.MaxLength} characters, which no token is");
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('!', '~')) return new(null, $"{path}: it holds something else than a token");
        if (text.AsSpan().ContainsAnyExcept(JwtCharacters) || UnverifiedJwt.TryRead(text) is not { } claims) return new(null, $"{path}: it holds no JWT, and an opaque token does not say how long it is good");
        if (claims.ExpiresAt is null) return new(null, $"{path}: the token in it has no 'exp', so nobody knows how long it is good");
        if (issuer is not null && !string.Equals(claims.Issuer, issuer, StringComparison.Ordinal)) return new(null, $"{path}: the token in it is not from 'issuer'");
        if (audience.Length > 0 && !claims.Audience.Contains(audience, StringComparer.Ordinal)) return new(null, $"{path}: the token in it is not for '{audience}'");
        return new(new BrokerToken(new Secret(text), TimeSpan.Zero, claims), "");
    }
}
