namespace Voidkey.Cli.Configuration;

/// <summary>The JSON Schema (draft-07) of a configuration file, for editors: docs/schemas/voidkey-cli.schema.json.</summary>
internal static class ConfigSchema
{
    public static string Text()
    {
        using var stream = typeof(ConfigSchema).Assembly.GetManifestResourceStream("voidkey-cli.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
