using System.Net;

namespace Voidkey.Testing;

/// <summary>Reads <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormBody
{
    public static IReadOnlyDictionary<string, string> First(string body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Pairs(body)) form.TryAdd(name, value);
        return form;
    }

    public static IEnumerable<(string Name, string Value)> Pairs(string body) =>
        body.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (WebUtility.UrlDecode(pair[0]), pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : ""));
}
