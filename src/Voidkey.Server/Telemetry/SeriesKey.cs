namespace Voidkey.Server.Telemetry;

/// <summary>The label values that tell one series of an instrument from another, four at most. An instrument has the same labels in the same order each time, so their names are no part of it.</summary>
internal readonly record struct SeriesKey(object? First, object? Second, object? Third, object? Fourth)
{
    /// <summary>How many labels an instrument may have.</summary>
    public const int MostLabels = 4;

    public static SeriesKey Of(ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        new(Value(labels, 0), Value(labels, 1), Value(labels, 2), Value(labels, 3));

    private static object? Value(ReadOnlySpan<KeyValuePair<string, object?>> labels, int index) => index < labels.Length ? labels[index].Value : null;
}
