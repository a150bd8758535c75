using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Tokens;

/// <summary>What <c>--debug</c> may say about a token: enough to know it again, too little to use it.</summary>
internal static class TokenTrace
{
    public static string Of(Secret bearer)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bearer.Reveal())));
        var trace = $"sha256:{hash[..8]}…";
        return UnverifiedToken.Read(bearer) is not { } token ? $"{trace} (not a JWT)"
            : $"{trace} iss={token.Issuer ?? "-"} sub={token.Subject ?? "-"} aud={string.Join(',', token.Audience)} exp={(token.ExpiresAt is { } at ? Instants.Format(at) : "-")}";
    }
}
