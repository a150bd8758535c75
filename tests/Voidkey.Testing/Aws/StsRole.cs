namespace Voidkey.Testing;

/// <summary>A role that <see cref="FakeSts"/> lets web identities assume, with its trust policy.</summary>
/// <param name="Arn">For example <c>arn:aws:iam::123456789012:role/Deploy</c>.</param>
/// <param name="Issuer">Whose tokens it trusts.</param>
/// <param name="Audience">What <c>aud</c> must contain.</param>
/// <param name="Subject">What <c>sub</c> must equal; each <c>*</c> stands for any text.</param>
/// <param name="MaxSessionSeconds">The longest session, 3600 to 43200.</param>
public sealed record StsRole(string Arn, string Issuer, string Audience, string Subject, int MaxSessionSeconds = 3600)
{
    internal bool Trusts(string issuer, string subject) => issuer == Issuer && Matches(Subject, subject);

    private static bool Matches(string pattern, string text)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal)) return pattern == text;

        var parts = pattern.Split('*');
        if (!text.StartsWith(parts[0], StringComparison.Ordinal)) return false;

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + part.Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
