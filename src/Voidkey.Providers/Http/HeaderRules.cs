using Voidkey.Access;
using Voidkey.Configuration;

namespace Voidkey.Providers.Http;

/// <summary>Which headers a configuration may set: none that says where a request goes, how it is framed, or what its answer may be packed in.</summary>
internal static class HeaderRules
{
    public const string ContentType = "Content-Type";

    private static readonly string[] NotForUsers = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect", "Accept-Encoding", "Range"];

    public static void Check(ConfigSection section, IReadOnlyList<KeyValuePair<string, RequestTemplate>> headers, Endpoint endpoint)
    {
        // Read already, each of them: none is unknown.
        foreach (var name in section.MemberNames) section.Has(name);

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (!seen.Add(name)) section.Report(ConfigCodes.Duplicate, name, $"the header '{name}' stands here twice: its case makes no difference");
            else if (Is(name, "Authorization") && endpoint.IsBearer) section.Report(ConfigCodes.Conflict, name, "the broker's token stands in 'Authorization' already; say 'authorization: none' for another");
            else if (Is(name, ContentType)) CheckContentType(section, name, value, endpoint);
            else if (!IsForUsers(name)) section.Report(ConfigCodes.InvalidValue, name, $"the header '{name}' is not for a configuration to set");
        }
    }

    private static void CheckContentType(ConfigSection section, string name, RequestTemplate value, Endpoint endpoint)
    {
        if (endpoint.Method == HttpMethod.Get) section.Report(ConfigCodes.Conflict, name, "a GET has no body that this could be the type of");
        else if (value.Fixed is null || !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(value.Fixed, out _)) section.Report(ConfigCodes.InvalidValue, name, "this must be a media type such as application/json, and the same for everybody");
    }

    private static bool IsForUsers(string name)
    {
        using var request = new HttpRequestMessage();
        return !NotForUsers.Any(one => Is(name, one)) && !name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && request.Headers.TryAddWithoutValidation(name, "x");
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
