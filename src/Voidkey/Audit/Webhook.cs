using System.Security.Cryptography;
using System.Text;
using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Audit;

/// <summary>Where records are posted to.</summary>
/// <param name="Url">The endpoint.</param>
/// <param name="Anchors">Who its certificate must come from; null: one of the system's authorities.</param>
/// <param name="Bearer">What says who posts; null: nothing does.</param>
internal sealed record Webhook(Uri Url, TrustAnchors? Anchors, TokenFile? Bearer)
{
    /// <summary>For the log: <c>webhook:audit.example.test#1f2e3d4c</c>. Some receivers are known by a secret in their URL, so all of it is never told; two of one host have different names.</summary>
    public string Name { get; } = $"webhook:{Url.Authority}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url.OriginalString)))[..8]}";
}
