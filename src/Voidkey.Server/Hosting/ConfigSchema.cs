namespace Voidkey.Server.Hosting;

/// <summary>The JSON Schema (draft-07) of the configuration, <c>docs/schemas/voidkey-server.schema.json</c>, which the server carries with it.</summary>
internal static class ConfigSchema
{
    /// <summary>Its <c>$id</c>, which the first line of a configuration names for editors. Nothing is fetched from there.</summary>
    public const string Id = "https://voidkey.dev/schemas/voidkey-server.schema.json";

    public static string Text
    {
        get
        {
            using var resource = new StreamReader(typeof(ConfigSchema).Assembly.GetManifestResourceStream("voidkey-server.schema.json")!);
            return resource.ReadToEnd();
        }
    }
}
