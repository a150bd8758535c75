using Voidkey.Configuration;

namespace Voidkey.Access;

/// <summary>Which environment variables a key hands out, compiled once from <c>outputs</c>.</summary>
internal sealed class OutputMap(IReadOnlyList<KeyValuePair<string, IReadOnlyList<TextPart>>> variables)
{
    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<string> Names { get; } = [.. variables.Select(static variable => variable.Key)];

    /// <returns>Variable → value in the order of the configuration, or null where the credential lacks a field.</returns>
    public Dictionary<string, string>? Apply(MintedCredential credential)
    {
        var environment = new Dictionary<string, string>(variables.Count, StringComparer.Ordinal);
        foreach (var (name, parts) in variables)
        {
            if (ValueOf(parts, credential) is not { } value) return null;
            environment.Add(name, value);
        }

        return environment;
    }

    private static string? ValueOf(IReadOnlyList<TextPart> parts, MintedCredential credential)
    {
        var value = "";
        foreach (var part in parts)
        {
            if (part.Field is null) value += part.Literal;
            else if (credential.Fields.TryGetValue(part.Field, out var field)) value += field.Reveal();
            else return null;
        }

        return value;
    }
}
