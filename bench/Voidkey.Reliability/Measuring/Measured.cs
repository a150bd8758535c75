namespace Voidkey.Reliability.Measuring;

/// <param name="Status">0: no answer.</param>
internal readonly record struct Sample(int Status, TimeSpan Latency);

/// <summary>What came back.</summary>
internal sealed class Measured(IReadOnlyList<Sample> samples)
{
    private readonly double[] _sorted = [.. samples.Select(static sample => sample.Latency.TotalMilliseconds).Order()];

    public int Count => samples.Count;

    /// <summary>In milliseconds.</summary>
    public double P99 => Quantile(0.99);

    public double Median => Quantile(0.5);

    public double Slowest => Quantile(1);

    public string Statuses => string.Join(", ", samples.CountBy(static sample => sample.Status).OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}"));

    /// <summary>How many were answered otherwise, or not at all.</summary>
    public int Not(int status) => samples.Count(sample => sample.Status != status);

    /// <summary>Only those of which it holds, by their number.</summary>
    public Measured Where(Func<int, bool> holds) => new([.. samples.Where((_, n) => holds(n))]);

    /// <summary>One after another, as one.</summary>
    public static Measured Of(params IEnumerable<Measured> parts) => new([.. parts.SelectMany(static part => part.Samples)]);

    /// <summary>The p99 of a turn, in the middle of all turns: one that other work on the machine has spoilt does not count.</summary>
    public static double MedianP99(IReadOnlyCollection<Measured> turns) => turns.Select(static turn => turn.P99).Order().ElementAt(turns.Count / 2);

    private IReadOnlyList<Sample> Samples => samples;

    private double Quantile(double part) => _sorted.Length == 0 ? 0 : _sorted[(int)Math.Ceiling(part * (_sorted.Length - 1))];
}
