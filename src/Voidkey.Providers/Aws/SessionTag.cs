using System.Globalization;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Aws;

/// <summary>A value of a session tag, or a source identity, with claims in it, encoded for a form. Unlike a session's name it is kept as it is or refused: access may hang on it.</summary>
/// <param name="name">What the refusal calls it: <c>tag 'repository'</c>.</param>
/// <param name="maxLength">In characters.</param>
/// <param name="isAllowed">Which characters AWS takes.</param>
internal sealed class SessionTag(string name, ClaimTemplate template, int maxLength, Func<char, bool> isAllowed) : ICallerText
{
    /// <summary>AWS STS API, Tag: <c>[\p{L}\p{Z}\p{N}_.:/=+\-@]*</c>; of the separators (Z) only spaces.</summary>
    public static bool IsInTag(char c) => char.IsLetter(c) || char.IsNumber(c) || char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator || c is '_' or '.' or ':' or '/' or '=' or '+' or '-' or '@';

    /// <summary>AWS STS API, SourceIdentity: <c>[\w+=,.@-]*</c>.</summary>
    public static bool IsInSourceIdentity(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-';

    public Result<string> For(Principal caller)
    {
        if (!template.For(caller).TryGet(out var text, out var error)) return error;
        if (text.Length > maxLength) return Unusable(string.Create(CultureInfo.InvariantCulture, $"are too long for its {name}: {text.Length} characters of {maxLength}"));
        return text.All(isAllowed) ? Uri.EscapeDataString(text) : Unusable($"have a character that its {name} must not have");
    }

    private static BrokerError Unusable(string fault) => new(BrokerErrorCode.ClaimUnusable, $"The token's claims cannot be used for this key: they {fault}.", $"the claims {fault}");
}
