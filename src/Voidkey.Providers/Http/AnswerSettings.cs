using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Configuration;

namespace Voidkey.Providers.Http;

/// <summary>Reads <c>response</c>: where in the answer the credential is, and what its statuses mean.</summary>
internal sealed partial class AnswerSettings
{
    private const string Name = "service";

    private static readonly string[] Ends = ["expiresAt", "expiresIn", "lifetime"];

    private AnswerSettings(CloudDialect dialect, AnswerPlaces places) => (Dialect, Places) = (dialect, places);

    public CloudDialect Dialect { get; }

    public AnswerPlaces Places { get; }

    public static AnswerSettings Read(ConfigSection provider)
    {
        if (provider.Section("response") is { } response) return Of(response);
        if (!provider.Has("response")) provider.Report(ConfigCodes.Missing, null, "'response' is missing: where in the answer the credential is");
        return new AnswerSettings(new CloudDialect(Name, static _ => null), new AnswerPlaces([], null, null, null, null));
    }

    private static AnswerSettings Of(ConfigSection response)
    {
        var errorCode = Place(response, "errorCode");
        var dialect = new CloudDialect(Name, body => errorCode is not null && CloudJson.TryRead(body, out var json) ? json.Scalar(errorCode) : null)
        {
            Success = response.WholeNumbers("success", 200, 299) ?? [200, 201],
            Refused = response.WholeNumbers("refused", 400, 599) ?? [],
        };

        var fields = Fields(response);
        var places = new AnswerPlaces(fields, Place(response, "expiresAt"), Place(response, "expiresIn"), response.Duration("lifetime"), Reference(response, fields));
        CheckEnds(response);
        return new AnswerSettings(dialect, places);
    }

    private static List<KeyValuePair<string, string>> Fields(ConfigSection response)
    {
        if (!response.Has("fields")) response.Report(ConfigCodes.Missing, null, "'fields' is missing: what is handed out, and where in the answer it is");

        var fields = new List<KeyValuePair<string, string>>();
        if (response.Section("fields") is not { } section) return fields;
        if (!section.MemberNames.Any()) response.Report(ConfigCodes.InvalidValue, "fields", "this hands out nothing; name a field");
        foreach (var name in section.MemberNames)
        {
            var place = Place(section, name);
            if (!FieldName().IsMatch(name)) section.Report(ConfigCodes.InvalidValue, name, "a field's name has letters, digits and '_', and begins with a letter");
            else if (name == HttpCredential.Expiration) section.Report(ConfigCodes.Conflict, name, "every credential has this field by itself, as RFC 3339 has it");
            else if (fields.Exists(other => HttpCredential.VariableOf(other.Key) == HttpCredential.VariableOf(name))) section.Report(ConfigCodes.Duplicate, name, $"another field would be the variable {HttpCredential.VariableOf(name)} too");
            else fields.Add(new(name, place ?? ""));
        }

        return fields;
    }

    private static void CheckEnds(ConfigSection response)
    {
        string[] said = [.. Ends.Where(response.Has)];
        foreach (var again in said.Skip(1)) response.Report(ConfigCodes.Conflict, again, $"'{said[0]}' says already until when the credential works; remove one of them");
        if (said.Length == 0) response.Report(ConfigCodes.Missing, null, "'expiresAt', 'expiresIn' or 'lifetime' is missing: nothing is handed out that works nobody knows how long");
    }

    private static string? Reference(ConfigSection response, List<KeyValuePair<string, string>> fields)
    {
        var reference = Place(response, "reference");
        if (reference is not null && fields is [var only] && only.Value == reference)
            response.Report(ConfigCodes.Unsafe, "reference", "this is the credential itself, and a reference is written into records; name another place, or remove this");
        return reference;
    }

    private static string? Place(ConfigSection section, string name)
    {
        if (section.OptionalText(name) is not { Length: > 0 } place) return null;
        if (CloudJson.IsPlace(place) && !place.StartsWith("$.", StringComparison.Ordinal) && !place.StartsWith("$[", StringComparison.Ordinal)) return place;
        section.Report(ConfigCodes.InvalidValue, name, "this must be a member's name or a JSON pointer, such as access_token or /auth/client_token, and no JSONPath; '~' is written ~0, '/' within a name ~1");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
