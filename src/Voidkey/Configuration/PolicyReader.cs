using System.Text.Json;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Reads a policy, JSON as a text or as YAML, into a template in which claims can be nothing but text.</summary>
/// <remarks>The document is parsed with a mark for each claim, and cut at the marks only then: what a claim says is never parsed.</remarks>
internal sealed class PolicyReader(ConfigSection section, string name)
{
    /// <summary>Stands for a claim. A noncharacter (Unicode, chapter 23.7), so it means nothing in any document; one that is in there all the same is found by counting.</summary>
    public const char Mark = '\ufdd0';

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly List<ClaimPath> _claims = [];

    public ClaimTemplate? Read(ConfigNode node)
    {
        var writer = new PolicyWriter();
        if (Cut(node, writer) is not { } literals) return null;

        var fault = writer.Fault ?? (literals.Count == _claims.Count + 1 ? null : "there is a noncharacter here, U+FDD0; remove it");
        if (fault is null) return new ClaimTemplate(literals, _claims, isPolicy: true);

        section.Report(ConfigCodes.Claim, name, fault);
        return null;
    }

    private IReadOnlyList<string>? Cut(ConfigNode node, PolicyWriter writer)
    {
        try
        {
            var json = node switch
            {
                ConfigScalar scalar => Marked(scalar),
                ConfigMapping => new ConfigJson(scalar => Marked(scalar) ?? "").Of(node),
                _ => "",
            };
            if (json is null) return null;
            if (JsonElement.Parse(json, Strict) is { ValueKind: JsonValueKind.Object } document) return writer.Cut(document);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Falls through to the one sentence below.
        }

        section.Report(ConfigCodes.InvalidValue, name, $"this must be a JSON object, or a mapping that becomes one{(_claims.Count == 0 ? "" : "; a claim stands within the quotes of a text")}");
        return null;
    }

    private string? Marked(ConfigScalar scalar)
    {
        if (ConfigValue.Parts(section, name, scalar, TextUse.Policy) is not { } parts) return null;
        _claims.AddRange(parts.Select(static part => part.Claim).OfType<ClaimPath>());
        return string.Concat(parts.Select(static part => part.Literal ?? $"{Mark}"));
    }
}
