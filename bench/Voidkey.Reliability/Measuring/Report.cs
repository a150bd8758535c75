using System.Globalization;
using System.Text;

namespace Voidkey.Reliability.Measuring;

/// <summary>All that was measured in one run.</summary>
internal sealed class Report(Options options, TimeProvider time)
{
    private readonly List<Measurement> _all = [];

    public bool IsMet => _all.TrueForAll(static one => one.IsMet);

    public string Summary
    {
        get
        {
            var figures = _all.SelectMany(static one => one.Figures).ToLookup(static figure => figure.IsMet);
            return $"{figures[true].Count()} met, {figures[false].Count()} missed, {figures[null].Count()} told";
        }
    }

    public void Add(Measurement measurement) => _all.Add(measurement);

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Reliability, {time.GetUtcNow():yyyy-MM-dd}\n\n{Machine.Description()}. Broker, load and fakes together. ");
        text.Append(CultureInfo.InvariantCulture, $"`voidkey-reliability voidkey-server {string.Join(' ', _all.Select(static one => one.Scenario.Name))}");
        if (options.Seconds is { } seconds) text.Append(CultureInfo.InvariantCulture, $" --seconds {seconds}");
        text.Append(CultureInfo.InvariantCulture, $" --seed {options.Seed}{(options.CountsOnly ? " --counts-only" : "")}`: {Summary}.\n\n");
        foreach (var one in _all) text.Append(one.ToMarkdown());
        return text.ToString().TrimEnd('\n') + "\n";
    }
}
