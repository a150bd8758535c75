using System.Text.Json;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Identity;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>Templates as they come out of YAML, and callers to fill them with.</summary>
internal static class Templates
{
    public static ClaimTemplate Text(string written) => Read(written, static section => section.Template("member"));

    public static ClaimTemplate Policy(string written) => Read(written, static section => section.PolicyTemplate("member"));

    public static Principal Caller(params (string Name, object Value)[] claims) =>
        StsWorld.Caller(claims: JsonSerializer.Serialize(claims.ToDictionary(static claim => claim.Name, static claim => claim.Value)));

    private static ClaimTemplate Read(string written, Func<ConfigSection, ClaimTemplate?> read)
    {
        var reading = new ConfigReading(new ConfigProblems(), new ConfigEnvironment(new Dictionary<string, string> { ["BUCKET"] = "bucket", ["CLAIM"] = "${claim:a}" }));
        var template = read(new ConfigSection(YamlReader.Read("config.yaml", $"member: {written}\n", reading.Problems)!, "", reading));
        Assert.Empty(reading.Problems.All);
        return template!;
    }
}
