using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Voidkey.Server.Requests;

/// <summary>Reads the query of what operators ask for, strictly: what is not known, or stands twice, is refused.</summary>
internal sealed class AdminQuery
{
    // No configured key is longer.
    private const int MaxKeyLength = 128;

    private const int MostRecords = 1000;

    private readonly IQueryCollection _query;

    private AdminQuery(IQueryCollection query) => _query = query;

    /// <summary>Why the query cannot be used, for the caller; null where it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>The key that is asked about; null: none is named.</summary>
    public string? Key { get; private set; }

    /// <summary>How many entries to pass over.</summary>
    public int From { get; private set; }

    /// <summary>How many of the last records; null: it does not say.</summary>
    public int? Last { get; private set; }

    /// <summary>Whether what comes is wanted, too.</summary>
    public bool Follows { get; private set; }

    /// <param name="names">What the route knows.</param>
    public static AdminQuery Read(HttpRequest request, params ReadOnlySpan<string> names)
    {
        var query = new AdminQuery(request.Query);
        foreach (var (name, values) in request.Query)
        {
            if (!names.Contains(name)) query.Fault = $"The query has what is not known here. It may have: {(names.Length == 0 ? "nothing" : string.Join(", ", names!))}.";
            else if (values.Count != 1) query.Fault = $"'{name}' stands twice in the query.";
        }

        if (query.Fault is null) query.ReadMembers();
        return query;
    }

    private void ReadMembers()
    {
        if (Value("key") is { } key)
        {
            Key = key;
            if (key.Length is 0 or > MaxKeyLength) Fault = $"'key' must be a text of 1 to {MaxKeyLength} characters.";
        }

        From = Number("from", 0, int.MaxValue) ?? 0;
        Last = Number("last", 0, MostRecords);
        Follows = Value("follow") == "true";
        if (Value("follow") is not (null or "true" or "false")) Fault = "'follow' must be true or false.";
    }

    private int? Number(string name, int least, int most)
    {
        if (Value(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Fault = $"'{name}' must be a whole number, {least} to {most}.";
        return null;
    }

    private string? Value(string name) => _query.TryGetValue(name, out StringValues values) ? values.ToString() : null;
}
