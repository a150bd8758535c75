namespace Voidkey.Reliability.Stage;

/// <summary>The configuration of a world, as its servers read it.</summary>
internal static class ConfigText
{
    /// <param name="freshFor">How long the callers' keys are used without asking again; null: the default.</param>
    /// <param name="secretVariable">Where the broker's secret is.</param>
    /// <param name="auditVariable">Where the name of the file of records is.</param>
    public static string Of(World world, string? freshFor, string secretVariable, string auditVariable)
    {
        var cache = freshFor is null ? "" : $", jwksCache: {{ freshFor: {freshFor} }}";
        var idps = world.Callers.Select(one => $"  - {{ name: {one.Name}, issuer: \"{one.Idp.Issuer}\", audience: {World.Audience}{cache} }}");
        var providers = world.AllClouds.Select(static (cloud, n) => $"  - {{ name: {NameOf(n)}, audience: \"{cloud.Audience}\", {cloud.Provider} }}");
        var keys = string.Join(", ", world.AllClouds.Select(static (cloud, n) => $"{World.KeyOf(n)}: {{ provider: {NameOf(n)}, {cloud.Key} }}"));
        var identities = world.Callers.Select(one => $"  - {{ subject: {World.Subject}, idp: {one.Name}, keys: {{ {keys} }} }}");
        return $$"""
            brokerIdp: { issuer: "{{world.Brokers.Idp.Issuer}}", clientId: {{Clouds.BrokerSubject}}, clientSecret: "${{{secretVariable}}}" }
            clientIdps:
            {{string.Join('\n', idps)}}
            default: {{world.Callers[0].Name}}
            accessProviders:
            {{string.Join('\n', providers)}}
            clientIdentities:
            {{string.Join('\n', identities)}}
            audit: { sinks: [ { type: file, path: "${{{auditVariable}}}" } ] }
            """;
    }

    private static string NameOf(int cloud) => $"cloud{cloud}";
}
