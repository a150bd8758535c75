using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>What <c>/metrics</c> said, read as Prometheus reads it: a line that is none of the format fails the test.</summary>
public sealed partial class Exposition
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    public Exposition(string text)
    {
        Text = text;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n')[..^1])
        {
            if (TypeLine().Match(line) is { Success: true } type) Assert.True(Types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), line);
            else if (SampleLine().Match(line) is { Success: true } sample) Assert.True(_samples.TryAdd(sample.Groups[1].Value, double.Parse(sample.Groups[2].Value, CultureInfo.InvariantCulture)), line);
            else Assert.Matches("^# HELP [a-z_:]+ .+$", line);
        }
    }

    public string Text { get; }

    /// <summary>Metric → type.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Every series: its metric and labels as they were written.</summary>
    public IEnumerable<string> Series => _samples.Keys;

    /// <summary>The value of one series, named as it is written: <c>voidkey_mints_total{idp="ci",outcome="ok"}</c>; 0 where there is none.</summary>
    public double this[string series] => _samples.GetValueOrDefault(series);

    [GeneratedRegex(@"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+\})?) (-?[0-9.E+-]+|\+Inf|NaN)$""")]
    private static partial Regex SampleLine();
}
