using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>How long a key lives: cap = maxDuration ?? duration ?? defaultDuration ?? an hour, within the provider's and the cloud's limits.</summary>
public sealed class LifetimeTests
{
    // duration, maxDuration of the key; defaultDuration, maxDuration of the provider; what is granted, and the cap
    [Theory]
    [InlineData(null, null, null, null, 3600, 3600)]
    [InlineData("900", null, null, null, 900, 900)]
    [InlineData(null, "7200", null, null, 3600, 7200)]
    [InlineData(null, "1800", null, null, 1800, 1800)]
    [InlineData("900", "7200", null, null, 900, 7200)]
    [InlineData(null, null, "1200", null, 1200, 1200)]
    [InlineData("900", null, "1200", null, 900, 900)]
    [InlineData(null, "7200", "1200", null, 1200, 7200)]
    [InlineData(null, null, null, "1800", 1800, 1800)]
    [InlineData(null, null, null, "12h", 3600, 3600)]
    [InlineData(null, null, null, "13h", 3600, 3600)]
    [InlineData("1800", "1800", "1800", "1800", 1800, 1800)]
    [InlineData("12h", null, null, null, 43200, 43200)]
    public void Is_granted(string? duration, string? max, string? providerDefault, string? providerMax, int lifetime, int cap)
    {
        var key = Load("aws-sts", duration, max, providerDefault, providerMax).Snapshot!.Identities[0].Keys[0];

        Assert.Equal((lifetime, cap), ((int)key.Lifetime.TotalSeconds, (int)key.Cap.TotalSeconds));
    }

    [Theory]
    [InlineData("899", null, null, null, "duration", ConfigCodes.OutOfRange)]
    [InlineData("43201", null, null, null, "duration", ConfigCodes.OutOfRange)]
    [InlineData(null, "43201", null, null, "maxDuration", ConfigCodes.OutOfRange)]
    [InlineData(null, null, "1", null, "defaultDuration", ConfigCodes.OutOfRange)]
    [InlineData(null, null, null, "899", "keys.AWS_DEPLOY", ConfigCodes.Conflict)]
    [InlineData(null, null, "13h", null, "accessProviders[0].defaultDuration", ConfigCodes.OutOfRange)]
    [InlineData("1801", "1800", null, null, "duration", ConfigCodes.Conflict)]
    [InlineData(null, "1801", null, "1800", "maxDuration", ConfigCodes.Conflict)]
    [InlineData("1801", null, null, "1800", "duration", ConfigCodes.Conflict)]
    [InlineData(null, null, "1801", "1800", "defaultDuration", ConfigCodes.Conflict)]
    public void Is_refused(string? duration, string? max, string? providerDefault, string? providerMax, string path, string code)
    {
        var problem = Assert.Single(Load("aws-sts", duration, max, providerDefault, providerMax).Problems);

        Assert.Equal(code, problem.Code);
        Assert.EndsWith(path, problem.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Minio_allows_a_year() => Assert.Equal(365, Load("minio-sts\n    endpoint: https://minio.example.test", "8760h", null, null, null).Snapshot!.Identities[0].Keys[0].Cap.TotalDays);

    private static LoadedConfig Load(string type, string? duration, string? max, string? providerDefault, string? providerMax) => ConfigFolder.LoadOnce(Yaml.Good
        .Replace("type: aws-sts", $"type: {type}", StringComparison.Ordinal)
        .Replace("    maxDuration: 2h\n", Member("    maxDuration", providerMax), StringComparison.Ordinal)
        .Replace("    defaultDuration: 1800\n", Member("    defaultDuration", providerDefault), StringComparison.Ordinal)
        .Replace("        duration: 900\n", Member("        duration", duration) + Member("        maxDuration", max), StringComparison.Ordinal));

    private static string Member(string name, string? value) => value is null ? "" : $"{name}: {value}\n";
}
