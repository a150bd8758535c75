using System.Text;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Resolves where a client IdP's keys come from: <c>jwks</c>, <c>jwksFile</c>, <c>jwksUri</c>, or its discovery document.</summary>
internal static class KeyOrigins
{
    private static readonly string[] Places = ["jwks", "jwksFile", "jwksUri"];

    /// <summary>True where nothing is fetched, so that the issuer is a name to compare and no URL.</summary>
    public static bool AreAtHand(ConfigSection idp) => idp.Has("jwks") || idp.Has("jwksFile");

    /// <summary>Reads <c>jwks</c>, a mapping or JSON text.</summary>
    /// <returns>The JSON; null where the member is absent, or after saying what is wrong.</returns>
    public static string? Document(ConfigSection idp)
    {
        var node = idp.Node("jwks");
        var json = node switch
        {
            ConfigMapping set => new ConfigJson(scalar => ConfigValue.Text(idp, "jwks", scalar) ?? "").Of(set),
            ConfigScalar text when ConfigValue.Parts(idp, "jwks", text, TextUse.Document) is { } parts => string.Concat(parts.Select(static part => part.Literal)),
            _ => null,
        };
        if (json is null && idp.Has("jwks") && !idp.HasProblem("jwks")) idp.Report(ConfigCodes.InvalidValue, "jwks", "this must be a JSON Web Key Set, a mapping or JSON text");
        return idp.HasProblem("jwks") ? null : json;
    }

    /// <param name="allowed">What the keys may be used with; empty where that is wrong itself.</param>
    public static KeyOrigin Compile(ClientIdpConfig idp, IReadOnlyList<SignatureAlgorithm> allowed)
    {
        CheckConflicts(idp.Section);
        if (allowed.Count > 0 && idp.Jwks is { } jwks && Read(idp.Section, "jwks", Encoding.UTF8.GetBytes(jwks), allowed) is { } inline) return new KeyOrigin.Inline(inline);
        if (allowed.Count > 0 && idp.JwksFile is { } path && ReadFile(idp.Section, path) is { } bytes && Read(idp.Section, "jwksFile", bytes, allowed) is { } first)
            return new KeyOrigin.InFile(path, first);

        return new KeyOrigin.Remote(
            idp.JwksUri, new KeyCachePolicy(idp.FreshFor ?? KeyCachePolicy.Default.FreshFor, idp.StaleFor ?? KeyCachePolicy.Default.StaleFor), idp.Anchors);
    }

    private static void CheckConflicts(ConfigSection section)
    {
        string[] named = [.. Places.Where(section.Has)];
        foreach (var again in named.Skip(1)) section.Report(ConfigCodes.Conflict, again, $"'{named[0]}' says already where the keys are; remove one of them");
        if (!AreAtHand(section)) return;

        foreach (var idle in new[] { "jwksCache", "caFile" }.Where(section.Has))
            section.Report(ConfigCodes.Conflict, idle, $"nothing is fetched where '{named[0]}' has the keys, so this does nothing; remove it");
    }

    // Not among what a load keeps an eye on: the keys are looked at again by the requests, and new ones are no new configuration.
    private static byte[]? ReadFile(ConfigSection section, string path)
    {
        try
        {
            return RegularFile.Read(path);
        }
        catch (IOException failure)
        {
            section.Report(ConfigCodes.Unreadable, "jwksFile", $"this file cannot be read: {failure.Message}");
            return null;
        }
    }

    private static KeySet? Read(ConfigSection section, string name, byte[] document, IReadOnlyList<SignatureAlgorithm> allowed)
    {
        if (!KeySet.TryRead(document, allowed, out var set, out var fault))
        {
            section.Report(ConfigCodes.Unusable, name, $"{fault}");
            return null;
        }

        foreach (var (index, why) in set.Unfit)
            section.Reading.Problems.Warn(ConfigCodes.UnfitKey, PositionOf(section, name, index), section.PathOf($"{name}.keys[{index}]"), $"this key is never used: {why}");
        return set;
    }

    // Of a set that is written as YAML the very key, else where the set stands.
    private static ConfigPosition PositionOf(ConfigSection section, string name, int index) =>
        section.Node(name) is ConfigMapping set && set.Find("keys")?.Value is ConfigSequence keys ? keys.Items[index].Position : section.PositionOf(name);
}
