using System.Globalization;
using System.Text;
using Voidkey.Reliability.Scenarios;

namespace Voidkey.Reliability.Measuring;

/// <summary>What came of one scenario, and how busy the machine was.</summary>
internal sealed record Measurement(Scenario Scenario, int Seconds, DateTimeOffset Ended, string LoadBefore, string LoadAfter, IReadOnlyList<Figure> Figures)
{
    public bool IsMet => Figures.All(static figure => figure.IsMet != false);

    public string ToText()
    {
        var (what, value) = (Figures.Max(static figure => figure.What.Length), Figures.Max(static figure => figure.Value.Length));
        return string.Join('\n', Figures.Select(figure => $"  {figure.What.PadRight(what)}  {figure.Value.PadRight(value)}  {figure.Verdict,-6}  {figure.Target}".TrimEnd()));
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Scenario.Name}: {Scenario.Promise}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Seconds} s, {Ended:yyyy-MM-dd HH:mm} UTC, load average {LoadBefore} before and {LoadAfter} after.\n\n| figure | measured | target | |\n|---|---|---|---|\n");
        foreach (var figure in Figures) text.Append(CultureInfo.InvariantCulture, $"| {figure.What} | {figure.Value} | {figure.Target} | {figure.Verdict} |\n");
        return text.Append('\n').ToString();
    }
}
