using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Testing;

namespace CustomProvider.Tests;

/// <summary>The sample's configuration, as it is or changed.</summary>
internal static class Sample
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "voidkey.yaml"));

    public static LoadedConfig Load(string yaml)
    {
        using var http = new OutboundHttp(new FakeNetwork());
        return Load(yaml, http, TimeProvider.System);
    }

    public static LoadedConfig Load(string yaml, OutboundHttp http, TimeProvider time)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, yaml);
            var environment = new ConfigEnvironment(new Dictionary<string, string> { ["VOIDKEY_BROKER_SECRET"] = "x" });
            return ConfigLoader.Load(file, environment, [new ArtifactStoreProvider(http, time)], [new BuildTicketValidator()]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
