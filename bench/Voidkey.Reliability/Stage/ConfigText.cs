namespace Voidkey.Reliability.Stage;

/// <summary>The configuration of a world, as its servers read it.</summary>
internal static class ConfigText
{
    /// <param name="secretVariable">Where the broker's secret is.</param>
    /// <param name="auditVariable">Where the name of the file of records is.</param>
    public static string Of(World world, WorldPlan plan, string secretVariable, string auditVariable)
    {
        var cache = plan.FreshFor is null ? "" : $", jwksCache: {{ freshFor: {plan.FreshFor} }}";
        var trust = world.AuthorityFile is { } file ? $", caFile: \"{file}\"" : "";
        var idps = world.Callers.Select(one => $"  - {{ name: {one.Name}, issuer: \"{one.Idp.Issuer}\", audience: {World.Audience}{cache}{trust} }}");
        var providers = world.AllClouds.Select((cloud, n) => $"  - {{ name: {NameOf(n)}, audience: \"{cloud.Audience}\", {cloud.Provider}{trust} }}");
        var keys = string.Join(", ", world.AllClouds.Select(static (cloud, n) => $"{World.KeyOf(n)}: {{ provider: {NameOf(n)}, {cloud.Key} }}"));
        var identities = (plan.Identities ?? [.. world.Callers.Select(one => new PlannedIdentity(one.Name, World.Subject, keys))])
            .Select(static one => $"  - {{ subject: {one.Subject}, idp: {one.Idp}, keys: {{ {one.Keys} }} }}");
        return $$"""
            brokerIdp: { issuer: "{{world.Brokers.Idp.Issuer}}", clientId: {{Clouds.BrokerSubject}}, clientSecret: "${{{secretVariable}}}"{{trust}} }
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

    /// <summary>What the n-th cloud is called.</summary>
    public static string NameOf(int cloud) => $"cloud{cloud}";
}
