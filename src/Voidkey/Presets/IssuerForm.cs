namespace Voidkey.Presets;

/// <summary>What a vendor's issuers look like: <c>https://oidc.circleci.com/org/{uuid}</c>.</summary>
/// <remarks>A part in braces is <c>{uuid}</c>, <c>{name}</c>, or <c>{host}</c> for a server of one's own. Everything else is compared exactly, a closing slash too.</remarks>
/// <param name="templates">The forms, the one to show first; none: any issuer.</param>
internal sealed class IssuerForm(params string[] templates)
{
    /// <summary>The form to show; null: any.</summary>
    public string? Example => templates.Length > 0 ? templates[0] : null;

    public bool Matches(string issuer) => templates.Length == 0 || templates.Any(template => Matches(template, issuer));

    /// <summary>True where no other vendor has such an issuer: it stands at the vendor's own host.</summary>
    public bool IsTheVendors(string issuer) => templates.Any(template => !template.StartsWith("https://{host}", StringComparison.Ordinal) && Matches(template, issuer));

    private static bool Matches(string template, string issuer)
    {
        // On a server of one's own plain http may be allowed; whether it is, is not for a form to say.
        if (template.StartsWith("https://{host}", StringComparison.Ordinal) && issuer.StartsWith("http://", StringComparison.Ordinal)) issuer = $"https://{issuer["http://".Length..]}";

        var wanted = template.Split('/');
        var parts = issuer.Split('/');
        if (wanted.Length != parts.Length) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!MatchesPart(wanted[i], parts[i])) return false;
        }

        return true;
    }

    private static bool MatchesPart(string wanted, string part)
    {
        var open = wanted.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return string.Equals(wanted, part, StringComparison.Ordinal);

        var close = wanted.IndexOf('}', StringComparison.Ordinal);
        var (before, after) = (wanted[..open], wanted[(close + 1)..]);
        if (part.Length <= before.Length + after.Length || !part.StartsWith(before, StringComparison.Ordinal) || !part.EndsWith(after, StringComparison.Ordinal)) return false;

        var value = part[before.Length..^after.Length];
        return wanted[open..(close + 1)] switch
        {
            "{uuid}" => Guid.TryParseExact(value, "D", out _),
            "{host}" => value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']'),
            "{name}" => value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~' or '%'),
            _ => false,
        };
    }
}
