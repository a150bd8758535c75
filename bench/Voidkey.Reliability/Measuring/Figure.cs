using System.Globalization;

namespace Voidkey.Reliability.Measuring;

/// <summary>One number, what it should be, and whether it is.</summary>
/// <param name="IsMet">Null: it is told and not judged.</param>
internal sealed record Figure(string What, string Value, string Target, bool? IsMet)
{
    public string Verdict => IsMet switch { true => "met", false => "MISSED", null => "told" };
}

/// <summary>The figures of one scenario, in the order of their measuring.</summary>
/// <param name="countsOnly">Times are told and not judged.</param>
internal sealed class Figures(bool countsOnly)
{
    private readonly List<Figure> _all = [];

    public IReadOnlyList<Figure> All => _all;

    public void Exactly(string what, long count, long wanted) => _all.Add(new Figure(what, $"{count:N0}", $"{wanted:N0}", count == wanted));

    /// <summary>How many were not answered as they should be; and how, where there are any.</summary>
    public void None(string what, Measured answers, int wanted)
    {
        var wrong = answers.Not(wanted);
        _all.Add(new Figure(what, wrong == 0 ? "0" : $"{wrong:N0} ({answers.Statuses})", "0", wrong == 0));
    }

    public void AtMost(string what, double value, double most, string unit) => _all.Add(new Figure(what, Text(value, unit), $"≤ {Text(most, unit)}", value <= most));

    /// <summary>A duration, which neighbours on the machine can spoil.</summary>
    public void Time(string what, double value, double most, string unit) =>
        _all.Add(new Figure(what, Text(value, unit), $"≤ {Text(most, unit)}", countsOnly ? null : value <= most));

    public void Tell(string what, string value) => _all.Add(new Figure(what, value, "", null));

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}").TrimEnd();
}
