using System.Globalization;
using System.Runtime.InteropServices;

namespace Voidkey.Reliability.Measuring;

/// <summary>Where a figure comes from, as it stands beside the figure.</summary>
internal static class Machine
{
    /// <summary>Of the last minute: how many processes wanted to run.</summary>
    public static string LoadAverage() => Lines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0] ?? "unknown";

    public static string Description()
    {
        var model = Lines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        var gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores ({model}), {gibibytes:0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
