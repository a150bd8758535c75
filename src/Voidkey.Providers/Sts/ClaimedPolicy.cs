using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Sts;

/// <summary>A policy with claims in it, encoded for a form: what stands between the claims at load, the claims for each caller.</summary>
internal sealed class ClaimedPolicy(ClaimTemplate template) : ICallerText
{
    private readonly int _length = template.Literals.Sum(static literal => literal.Length);
    private readonly string[] _encoded = [.. template.Literals.Select(Uri.EscapeDataString)];

    public Result<string> For(Principal caller)
    {
        if (!template.ClaimsOf(caller).TryGet(out var claims, out var error)) return error;

        var length = _length + claims.Sum(static claim => claim.Length);
        return length <= StsSettings.MaxPolicyLength ? ClaimTemplate.Join(_encoded, Array.ConvertAll(claims, Uri.EscapeDataString)) : TooLong(length);
    }

    private static BrokerError TooLong(int length) => new(
        BrokerErrorCode.ClaimUnusable,
        "The token's claims are too long for this key's policy.",
        $"with the token's claims the policy has {length} characters; the cloud takes {StsSettings.MaxPolicyLength}");
}
