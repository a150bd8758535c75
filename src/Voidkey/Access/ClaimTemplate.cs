using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>A text with claims of the caller in it, compiled at load: <c>ci-${claim:run_id}</c>.</summary>
/// <remarks>
/// A claim is a text that is not empty and has no control characters, an integer, <c>true</c> or <c>false</c>; anything else is refused. In a policy it is escaped for
/// JSON, and refused where it contains <c>*</c>, <c>?</c> or <c>$</c>: a caller's claim must not become a pattern or a variable of the cloud's.
/// </remarks>
public sealed class ClaimTemplate : ICallerText
{
    private static readonly SearchValues<char> PolicySyntax = SearchValues.Create("*?$");

    private readonly IReadOnlyList<ClaimPath> _claims;
    private readonly bool _isPolicy;

    /// <param name="literals">One more than there are claims.</param>
    /// <param name="claims">In the order of the text.</param>
    internal ClaimTemplate(IReadOnlyList<string> literals, IReadOnlyList<ClaimPath> claims, bool isPolicy) => (Literals, _claims, _isPolicy) = (literals, claims, isPolicy);

    /// <summary>The whole text where it has no claims in it; else null.</summary>
    public string? Fixed => _claims.Count == 0 ? Literals[0] : null;

    /// <summary>What stands before, between and after the claims: one more than there are claims. Some may be empty.</summary>
    public IReadOnlyList<string> Literals { get; }

    /// <summary>A text without claims.</summary>
    public static ClaimTemplate Of(string text) => new([text], [], isPolicy: false);

    /// <summary>Puts texts between literals, for those who encode either.</summary>
    /// <param name="claims">One less than there are literals.</param>
    public static string Join(IReadOnlyList<string> literals, IReadOnlyList<string> claims)
    {
        var text = new StringBuilder(literals[0]);
        for (var i = 0; i < claims.Count; i++) text.Append(claims[i]).Append(literals[i + 1]);
        return text.ToString();
    }

    /// <summary>The claims alone, each as it stands in the text.</summary>
    public Result<string[]> ClaimsOf(Principal caller)
    {
        var texts = new string[_claims.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!ClaimText.Of(_claims[i], caller).TryGet(out var text, out var error)) return error;
            if (_isPolicy && text.AsSpan().ContainsAny(PolicySyntax)) return BrokerError.ClaimUnusable(_claims[i].Text, "contains '*', '?' or '$', and stands in a policy");
            texts[i] = _isPolicy ? JavaScriptEncoder.Default.Encode(text) : text;
        }

        return texts;
    }

    public Result<string> For(Principal caller)
    {
        if (!ClaimsOf(caller).TryGet(out var claims, out var error)) return error;
        return Join(Literals, claims);
    }
}
