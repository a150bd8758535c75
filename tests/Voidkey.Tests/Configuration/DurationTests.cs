using CsCheck;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>How durations are written.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("900", 900)]
    [InlineData("0900", 900)]
    [InlineData("900s", 900)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("'15m'", 900)]
    [InlineData("\"1h\"", 3600)]
    public void Is_read(string written, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read(written).Snapshot!.Identities[0].Keys[0].Lifetime);

    [Theory]
    [InlineData("'900'", ConfigCodes.InvalidValue)]
    [InlineData("15 m", ConfigCodes.InvalidValue)]
    [InlineData("15M", ConfigCodes.InvalidValue)]
    [InlineData("1d", ConfigCodes.InvalidValue)]
    [InlineData("1h30m", ConfigCodes.InvalidValue)]
    [InlineData("1.5h", ConfigCodes.InvalidValue)]
    [InlineData("1e3", ConfigCodes.InvalidValue)]
    [InlineData("-900", ConfigCodes.InvalidValue)]
    [InlineData("+900", ConfigCodes.InvalidValue)]
    [InlineData("0x384", ConfigCodes.InvalidValue)]
    [InlineData("٩٠٠", ConfigCodes.InvalidValue)]
    [InlineData("PT15M", ConfigCodes.InvalidValue)]
    [InlineData("00:15:00", ConfigCodes.InvalidValue)]
    [InlineData("true", ConfigCodes.InvalidValue)]
    [InlineData("~", ConfigCodes.InvalidValue)]
    [InlineData("[900]", ConfigCodes.InvalidValue)]
    [InlineData("0", ConfigCodes.OutOfRange)]
    [InlineData("0h", ConfigCodes.OutOfRange)]
    [InlineData("8761h", ConfigCodes.OutOfRange)]
    [InlineData("999999999h", ConfigCodes.OutOfRange)]
    [InlineData("9999999999", ConfigCodes.InvalidValue)]
    [InlineData("99999999999999999999999999", ConfigCodes.InvalidValue)]
    public void Is_refused(string written, string code) => Assert.Equal(code, Assert.Single(Read(written).Problems).Code);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("'0s'", 0)]
    [InlineData("${SKEW}", 0)]
    [InlineData("60s", 60)]
    [InlineData("1m", 60)]
    public void A_clock_skew_may_be_zero(string written, int seconds)
    {
        using var folder = new ConfigFolder();
        var snapshot = folder.Good(Yaml.With("audience: voidkey", $"audience: voidkey\n    clockSkew: {written}"), ("SKEW", "0"));

        Assert.Equal(TimeSpan.FromSeconds(seconds), snapshot.Issuers[0].ClockSkew);
    }

    [Fact]
    public void What_is_written_is_what_is_meant()
    {
        using var folder = new ConfigFolder();
        Gen.Select(Gen.Int[900, 7200], Gen.Const("s")).Sample(
            (seconds, unit) => folder.Load(Yaml.With("duration: 900", $"duration: {seconds}{unit}")).Snapshot!.Identities[0].Keys[0].Lifetime == TimeSpan.FromSeconds(seconds),
            iter: 100, threads: 1);
    }

    private static LoadedConfig Read(string written) => ConfigFolder.LoadOnce(Yaml.With("duration: 900", $"duration: {written}"));
}
