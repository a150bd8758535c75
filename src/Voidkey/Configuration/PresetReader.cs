using Voidkey.Presets;

namespace Voidkey.Configuration;

/// <summary>Reads a client IdP's <c>provider</c>, and its <c>issuer</c> with what the provider knows of it.</summary>
internal static class PresetReader
{
    public static IdpPreset? Read(ConfigSection idp)
    {
        if (idp.OptionalText("provider") is not { Length: > 0 } name) return null;
        if (KnownIdps.Find(name) is { } preset) return preset;

        string[] known = [.. KnownIdps.All.Select(static preset => preset.Name)];
        var nearest = Array.Find(known, candidate => candidate.StartsWith($"{name}-", StringComparison.Ordinal)) is { } longer ? $"; did you mean '{longer}'?" : DidYouMean.Suggest(name, known);
        idp.Report(ConfigCodes.UnknownName, "provider", $"{idp.Quote("provider", name)} is not one of {string.Join(", ", known)}{nearest}");
        return null;
    }

    /// <summary>The issuer as it is written, else the one that all of the provider's customers share.</summary>
    public static string Issuer(ConfigSection idp, IdpPreset? preset)
    {
        // A provider that nobody knows has been reported; the issuer it would have is not missed.
        if (preset is null) return idp.Has("provider") ? idp.OptionalText("issuer") ?? "" : idp.Text("issuer");
        if (!idp.Has("issuer"))
        {
            if (preset.DefaultIssuer is null) idp.Report(ConfigCodes.Missing, null, $"'issuer' is missing: with '{preset.Name}' every organisation has its own{SuchAs(preset)}");
            return preset.DefaultIssuer ?? "";
        }

        var issuer = idp.Text("issuer");
        if (issuer.Length > 0 && KnownIdps.Recognise(issuer) is { } other && other != preset) idp.Report(ConfigCodes.Conflict, "issuer", $"this is an issuer of another provider; did you mean provider: {other.Name}?");
        else if (issuer.Length > 0 && !preset.Issuers.Matches(issuer)) idp.Report(ConfigCodes.Conflict, "issuer", $"this is no issuer of '{preset.Name}'{SuchAs(preset)}; correct it, or remove 'provider'");
        return issuer;
    }

    private static string SuchAs(IdpPreset preset) => preset.Issuers.Example is { } example ? $", such as {example}" : "";
}
