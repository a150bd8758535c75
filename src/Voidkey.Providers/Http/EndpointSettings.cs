using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Providers.Http;

/// <summary>Reads where a request goes, and how the broker proves there who it is.</summary>
internal static partial class EndpointSettings
{
    public static Endpoint Read(ConfigSection provider)
    {
        var url = provider.Url("url");
        if (!provider.Has("url")) provider.Report(ConfigCodes.Missing, null, "'url' is missing: where credentials are asked for");

        var method = provider.Choice("method", "POST", "PUT", "GET") switch { "GET" => HttpMethod.Get, "PUT" => HttpMethod.Put, _ => HttpMethod.Post };
        return new Endpoint(url ?? new Uri("https://invalid.invalid/"), method, provider.Choice("authorization", "bearer", "none") is not "none");
    }

    /// <summary>The same with a key's <c>path</c> behind its URL.</summary>
    public static Endpoint At(ConfigSection key, Endpoint endpoint)
    {
        if (key.OptionalText("path") is not { Length: > 0 } path) return endpoint;
        if (endpoint.Url.Query.Length > 0) key.Report(ConfigCodes.Conflict, "path", "the provider's 'url' has a query, and nothing can stand behind it");
        else if (!PathForm().IsMatch(path)) key.Report(ConfigCodes.InvalidValue, "path", "this must be a path such as /creds/deploy: no '.' or '..' between its slashes, no query, no fragment, and blanks written %20");
        else return endpoint with { Url = new Uri($"{endpoint.Url.AbsoluteUri.TrimEnd('/')}{path}") };
        return endpoint;
    }

    // RFC 3986 §3.3. What is escaped is never what would part or climb.
    [GeneratedRegex(@"\A(?:/(?!\.{1,2}(?:/|\z))(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%(?!2[eEfF]|5[cC]|[01])[0-9A-Fa-f]{2}){1,256}){1,16}/?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathForm();
}
