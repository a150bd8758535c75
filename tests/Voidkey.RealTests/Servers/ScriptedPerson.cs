using System.Net;
using System.Text.RegularExpressions;

namespace Voidkey.RealTests.Servers;

/// <summary>A person with a browser: follows redirects, keeps cookies, fills in the forms of the identity provider's pages and sends them off.</summary>
internal sealed partial class ScriptedPerson(string name)
{
    private const int MostPages = 10;

    private readonly HttpMessageInvoker _browser = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = true, CookieContainer = new CookieContainer() });

    /// <summary>Refuses where there is a way to.</summary>
    public bool IsUnwilling { get; init; }

    /// <returns>The last page.</returns>
    public async Task<string> VisitAsync(string url)
    {
        var (at, page) = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, url));
        for (var pages = 0; pages < MostPages && Form().Match(page) is { Success: true } form; pages++)
        {
            var fields = Input().Matches(page).Select(static input => (Name: Attribute(input.Value, "name"), Value: Attribute(input.Value, "value"))).Where(static field => field.Name.Length > 0).ToDictionary(static field => field.Name, static field => field.Value);
            if (page.Contains("name=\"login\"", StringComparison.Ordinal)) (fields["login"], fields["password"]) = (name, "any");
            var abort = Abort().Match(page);
            if (IsUnwilling && abort.Success && Attribute(abort.Value, "href") is { Length: > 0 } link)
            {
                (at, page) = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(at, WebUtility.HtmlDecode(link))));
                continue;
            }

            if (IsUnwilling && page.Contains("name=\"abort\"", StringComparison.Ordinal)) fields["abort"] = "yes";
            (at, page) = await OpenAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(at, WebUtility.HtmlDecode(form.Groups["action"].Value))) { Content = new FormUrlEncodedContent(fields) });
        }

        return page;
    }

    private async Task<(Uri At, string Page)> OpenAsync(HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var answer = await _browser.SendAsync(request, limit.Token);
        return (answer.RequestMessage!.RequestUri!, await answer.Content.ReadAsStringAsync(limit.Token));
    }

    private static string Attribute(string element, string attribute) => WebUtility.HtmlDecode(Regex.Match(element, $@"\b{attribute}=""([^""]*)""").Groups[1].Value);

    [GeneratedRegex(@"<form[^>]*action=""(?<action>[^""]+)""")]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("<a[^>]*abort[^>]*>")]
    private static partial Regex Abort();
}
