using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Measuring;

/// <summary>What the server takes of the machine, ten times a second.</summary>
internal sealed class Footprints
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly List<(TimeSpan At, Footprint Footprint)> _samples = [];

    /// <summary>Looks until it is told to stop.</summary>
    public async Task WatchAsync(World world, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (!stop.IsCancellationRequested && world.Server.IsRunning)
        {
            _samples.Add((time.GetElapsedTime(started), world.Server.Footprint()));
            await Task.Delay(Interval, time, CancellationToken.None);
        }
    }

    /// <summary>The growth of the resident set from a moment on: the slope of the line with the least squares, in MiB in ten minutes.</summary>
    public double GrowthSince(TimeSpan from)
    {
        var points = _samples.Where(sample => sample.At >= from).Select(static sample => (X: sample.At.TotalMinutes / 10, Y: sample.Footprint.Mebibytes)).ToArray();
        var (x, y) = (points.Average(static point => point.X), points.Average(static point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    /// <summary>How much more there is of something in the last third than in the second, in the middle of each.</summary>
    public double Gained(Func<Footprint, double> of) => Median(of, 2, 3) - Median(of, 1, 2);

    /// <summary>The least and the most of something in the last two thirds.</summary>
    public (double Least, double Most) Range(Func<Footprint, double> of)
    {
        var values = Part(1, 3).Select(of).ToArray();
        return (values.Min(), values.Max());
    }

    private double Median(Func<Footprint, double> of, int from, int to) => Part(from, to).Select(of).Order().ElementAt(Part(from, to).Count() / 2);

    // In thirds of all samples.
    private IEnumerable<Footprint> Part(int from, int to) => _samples.Take(_samples.Count * to / 3).Skip(_samples.Count * from / 3).Select(static sample => sample.Footprint);
}
