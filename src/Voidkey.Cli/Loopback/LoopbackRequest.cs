namespace Voidkey.Cli.Loopback;

/// <summary>A request without a body, as it came in and was found to be well-formed.</summary>
/// <param name="Method">As written: <c>GET</c>.</param>
/// <param name="Path">From the first slash, not decoded.</param>
/// <param name="Query">What stands behind the question mark, not decoded; empty: nothing.</param>
/// <param name="Headers">By name, in any case of letters; each stands once.</param>
internal sealed record LoopbackRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The parameters of the query, decoded. Null where one stands twice or is not what a form makes: then nobody can say what is meant.</summary>
    public IReadOnlyDictionary<string, string>? Parameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            if (Decode(pair[0]) is not { Length: > 0 } name || Decode(pair.Length == 2 ? pair[1] : "") is not { } value || !parameters.TryAdd(name, value)) return null;
        }

        return parameters;
    }

    private static string? Decode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))) return null;
        }

        return Uri.UnescapeDataString(text.Replace('+', ' '));
    }
}
