using System.Text.RegularExpressions;
using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>Reads <c>outputs</c>: variable → a field's name, <c>{value: literal}</c>, or a text with <c>${field:Name}</c> or <c>${claim:name}</c>.</summary>
internal static partial class OutputMapReader
{
    // What such a variable holds decides which programs run, or how. docs/cli.md has the same list: the CLI refuses to set them.
    private static readonly string[] RiskyPrefixes = ["LD_", "DYLD_", "PYTHON", "PERL5", "GIT_", "XDG_", "LC_", "VOIDKEY_"];

    private static readonly string[] RiskyNames =
        ["PATH", "BASH_ENV", "ENV", "IFS", "NODE_OPTIONS", "RUBYOPT", "JAVA_TOOL_OPTIONS", "DOTNET_STARTUP_HOOKS", "PS1", "PS2", "PROMPT_COMMAND", "HOME", "SHELL"];

    public static OutputMap Read(ConfigSection key, IBoundKey bound)
    {
        if (!key.Has("outputs")) return new OutputMap([.. bound.DefaultOutputs.Select(static output => KeyValuePair.Create(output.Key, Field(output.Value)))]);

        var entries = key.Entries("outputs");
        if (entries.Count == 0) key.Report(ConfigCodes.InvalidValue, "outputs", "this hands out nothing; name a variable, or remove the member for the provider's defaults");

        var variables = new List<KeyValuePair<string, IReadOnlyList<TextPart>>>();
        foreach (var entry in entries)
        {
            CheckName(key, entry);
            if (Value(key, entry, bound.Fields) is { } value) variables.Add(new(entry.Name, value));
        }

        return new OutputMap(variables);
    }

    private static void CheckName(ConfigSection key, ConfigMember entry)
    {
        var path = $"{key.PathOf("outputs")}.{entry.Name}";
        if (!VariableName().IsMatch(entry.Name))
            key.Reading.Problems.Report(ConfigCodes.InvalidValue, entry.Position, path, "an environment variable's name has letters, digits and '_', and does not begin with a digit");
        else if (RiskyNames.Contains(entry.Name, StringComparer.Ordinal) || RiskyPrefixes.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)))
            key.Reading.Problems.Warn(ConfigCodes.RiskyVariable, entry.Position, path, "this variable changes how programs run; the CLI refuses to set it");
    }

    private static IReadOnlyList<TextPart>? Value(ConfigSection key, ConfigMember entry, IReadOnlyList<string> fields)
    {
        var path = $"{key.PathOf("outputs")}.{entry.Name}";
        if (entry.Value is ConfigMapping mapping)
        {
            var literal = new ConfigSection(mapping, path, key.Reading);
            var text = literal.Text("value");
            literal.Close();
            return [new TextPart(text)];
        }

        if (entry.Value is not ConfigScalar { IsNull: false } scalar)
        {
            key.Reading.Problems.Report(ConfigCodes.InvalidValue, entry.Value.Position, path, "this must be a field's name, {value: literal}, or a text with ${field:Name} or ${claim:name}");
            return null;
        }

        if (ConfigValue.Parts(key, $"outputs.{entry.Name}", scalar, TextUse.Output) is not { } parts) return null;

        // A plain word is a field's name; a text with a ${field:…} or a ${claim:…} in it is a template.
        if (parts.All(static part => part.Literal is not null)) parts = Field(string.Concat(parts.Select(static part => part.Literal)));
        foreach (var unknown in parts.Where(part => part.Field is not null && !fields.Contains(part.Field, StringComparer.Ordinal)))
        {
            // A field's name that does not stand in the file came out of a substitution: a literal, perhaps a secret one.
            var name = scalar.Text.Contains(unknown.Field!, StringComparison.Ordinal) ? unknown.Field! : "${…}";
            key.Reading.Problems.Report(
                ConfigCodes.UnknownName, scalar.Position, path,
                $"this provider gives no '{name}', but {string.Join(", ", fields)}; a literal is {{value: …}}{DidYouMean.Suggest(unknown.Field!, fields)}");
        }

        return parts;
    }

    private static IReadOnlyList<TextPart> Field(string name) => [new TextPart(Field: name)];

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
