using Voidkey.Access;
using Voidkey.Configuration;
using Members = System.Collections.Generic.IReadOnlyList<System.Collections.Generic.KeyValuePair<string, Voidkey.Access.RequestTemplate>>;

namespace Voidkey.Providers.Http;

/// <summary>What a request says, of a provider or of one of its keys.</summary>
/// <param name="Headers">Names compare without their case.</param>
/// <param name="Body">The members of a JSON object; null where there is none.</param>
/// <param name="Form">The parameters of a form; null where there is none.</param>
internal sealed record RequestMembers(Members Headers, Members? Body, Members? Form)
{
    public static RequestMembers Read(ConfigSection section, Endpoint endpoint)
    {
        var members = new RequestMembers(
            section.RequestTemplates("headers", RequestPart.Header),
            section.Has("body") ? section.RequestTemplates("body", RequestPart.Json) : null,
            section.Has("form") ? section.RequestTemplates("form", RequestPart.Form) : null);

        if (members.Headers.Count > 0 && section.Section("headers") is { } headers) HeaderRules.Check(headers, members.Headers, endpoint);
        if (members is { Body: not null, Form: not null }) section.Report(ConfigCodes.Conflict, "form", "a request has a 'body' or a 'form'; remove one of them");
        foreach (var name in new[] { "body", "form" }.Where(section.Has))
        {
            if (endpoint.Method == HttpMethod.Get) section.Report(ConfigCodes.Conflict, name, "a GET has no body; say 'method: POST', or remove this");
        }

        return members;
    }

    /// <summary>The same with a key's own: of each name those of the key stand for those of the provider.</summary>
    public RequestMembers With(RequestMembers key) => new(Over(Headers, key.Headers, StringComparer.OrdinalIgnoreCase)!, Over(Body, key.Body, StringComparer.Ordinal), Over(Form, key.Form, StringComparer.Ordinal));

    private static Members? Over(Members? provider, Members? key, StringComparer names)
    {
        if (provider is null || key is null) return provider ?? key;
        return [.. provider.Where(member => !key.Any(own => names.Equals(own.Key, member.Key))), .. key];
    }
}
