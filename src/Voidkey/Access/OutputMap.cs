using Voidkey.Configuration;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>Which environment variables a key hands out, compiled once from <c>outputs</c>.</summary>
internal sealed class OutputMap(IReadOnlyList<KeyValuePair<string, IReadOnlyList<TextPart>>> variables)
{
    private readonly KeyValuePair<string, TextPart[]>[] _variables = [.. variables.Select(static variable => KeyValuePair.Create(variable.Key, variable.Value.ToArray()))];
    private readonly bool _hasClaims = variables.Any(static variable => variable.Value.Any(static part => part.Claim is not null));

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<string> Names { get; } = [.. variables.Select(static variable => variable.Key)];

    /// <returns>The same with the caller's claims in it, or the refusal of the first that cannot be told.</returns>
    public Result<OutputMap> For(Principal caller)
    {
        if (!_hasClaims) return this;

        var filled = new List<KeyValuePair<string, IReadOnlyList<TextPart>>>(_variables.Length);
        foreach (var (name, parts) in _variables)
        {
            var texts = parts.ToArray();
            for (var i = 0; i < texts.Length; i++)
            {
                if (texts[i].Claim is not { } claim) continue;
                if (!ClaimText.Of(claim, caller).TryGet(out var text, out var error)) return error;
                texts[i] = new TextPart(Literal: text);
            }

            filled.Add(new(name, texts));
        }

        return new OutputMap(filled);
    }

    /// <returns>Variable → value in the order of the configuration, or null where the credential lacks a field.</returns>
    public Dictionary<string, string>? Apply(MintedCredential credential)
    {
        var environment = new Dictionary<string, string>(_variables.Length, StringComparer.Ordinal);
        foreach (var (name, parts) in _variables)
        {
            if (ValueOf(parts, credential) is not { } value) return null;
            environment.Add(name, value);
        }

        return environment;
    }

    private static string? ValueOf(TextPart[] parts, MintedCredential credential)
    {
        var value = "";
        foreach (var part in parts)
        {
            if (part.Literal is not null) value += part.Literal;
            else if (part.Field is not null && credential.Fields.TryGetValue(part.Field, out var field)) value += field.Reveal();
            else return null;
        }

        return value;
    }
}
