using System.Globalization;
using Voidkey.Policy;

namespace Voidkey.Configuration;

/// <summary>Reads an identity's <c>constraints</c>.</summary>
internal static class ConstraintsReader
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static IdentityConstraints Read(ConfigSection identity)
    {
        if (identity.Section("constraints") is not { } section) return IdentityConstraints.None;

        var constraints = new IdentityConstraints(Moment(section, "validFrom"), Moment(section, "validUntil"), NetworkList.Read(section, "sourceIps"));
        if (constraints.ValidFrom >= constraints.ValidUntil) section.Report(ConfigCodes.Conflict, "validUntil", "this is not after 'validFrom', so the identity could never be used");
        section.Close();
        return constraints;
    }

    // Without a zone a moment would mean another one on another machine.
    public static DateTimeOffset? Moment(ConfigSection section, string name)
    {
        if (section.OptionalText(name) is not { Length: > 0 } text) return null;
        var hasZone = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (hasZone && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return moment;

        section.Report(ConfigCodes.InvalidValue, name, "this must be a moment such as 2026-01-31T00:00:00Z, with a zone");
        return null;
    }
}
