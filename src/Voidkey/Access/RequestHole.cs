using System.Text.Encodings.Web;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>What of a request is known only when it is made.</summary>
internal enum RequestValue
{
    /// <summary><c>${broker:token}</c>.</summary>
    BrokerToken = 0,

    /// <summary><c>${mint:lifetime}</c>: the lifetime granted, in whole seconds.</summary>
    Lifetime,

    /// <summary><c>${mint:expiresAt}</c>: the moment at which it ends, as RFC 3339 has it.</summary>
    ExpiresAt,
}

/// <summary>A place in a request's text that is filled for each mint. Just one of the two.</summary>
internal readonly record struct RequestHole(ClaimedText? Claim, RequestValue? Value);

/// <summary>One claim of the caller, encoded for where it stands.</summary>
internal sealed class ClaimedText(ClaimPath claim, RequestPart part) : ICallerText
{
    public Result<string> For(Principal caller)
    {
        if (!ClaimText.Of(claim, caller).TryGet(out var text, out var error)) return error;
        return Encoded(part, text) is { } encoded ? encoded : BrokerError.ClaimUnusable(claim.Text, "has characters that no header can carry");
    }

    /// <returns>The text as it stands there; null where it cannot.</returns>
    public static string? Encoded(RequestPart part, string text) => part switch
    {
        RequestPart.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text),
        RequestPart.Form => Uri.EscapeDataString(text),
        RequestPart.Header => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : text,
        _ => null,
    };
}
