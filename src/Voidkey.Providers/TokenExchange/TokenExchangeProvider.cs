using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.TokenExchange;

/// <summary>Mints tokens of any authorisation server that exchanges them (OAuth 2.0 Token Exchange, RFC 8693), with the broker's own token as the subject's.</summary>
public sealed class TokenExchangeProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    private const string None = "none";
    private const string Basic = "client_secret_basic";
    private const string Post = "client_secret_post";

    private static readonly CloudDialect Dialect = new("token endpoint", ExchangeAnswer.ErrorCode)
    {
        // RFC 8628 §3.5, and RFC 6749 §4.1.2.1 by analogy: servers use them here too.
        Throttling = ["slow_down"],
        Temporary = ["temporarily_unavailable"],
    };

    public string Type => "oauth2-token-exchange";

    public BindKey Bind(ConfigSection provider)
    {
        var endpoint = provider.Url("tokenEndpoint");
        if (!provider.Has("tokenEndpoint")) provider.Report(ConfigCodes.Missing, null, "'tokenEndpoint' is missing: where tokens are exchanged");

        var call = new CloudCall(Dialect, http.Trusting(provider.CertificateAuthorities("caFile")));
        var server = new AuthorizationServer(endpoint ?? new Uri("https://invalid.invalid/"), TypeOf(provider, "subjectTokenType") ?? TokenTypes.Jwt, Client(provider), ActorOf(provider));
        var requested = RequestedType(provider);
        return key => BindKey(key, call, server, requested);
    }

    private ExchangedToken BindKey(ConfigSection key, CloudCall call, AuthorizationServer server, string? requested)
    {
        var target = new ExchangeTarget(key.TextOrList("audience") ?? [], key.TextOrList("resource") ?? [], key.TextList("scopes") ?? [], RequestedType(key) ?? requested);

        // RFC 8693 §2.1: a resource is an absolute URI without a fragment.
        foreach (var resource in target.Resource.Where(static resource => !TokenTypes.IsWellFormed(resource) || resource.Contains('#', StringComparison.Ordinal)))
            key.ReportEntry(ConfigCodes.InvalidValue, "resource", resource, "a resource is an absolute URI without a fragment; a name belongs in 'audience'");
        foreach (var scope in target.Scopes.Where(static scope => !Scopes.IsWellFormed(scope)))
            key.ReportEntry(ConfigCodes.InvalidValue, "scopes", scope, "a scope is one word without blanks, quotes and backslashes; write each as an entry of its own");
        return new ExchangedToken(call, server, target, time);
    }

    private static RegisteredClient? Client(ConfigSection provider)
    {
        var id = provider.OptionalText("clientId");
        var password = provider.OptionalSecret("clientSecret");
        var method = provider.Choice("tokenEndpointAuthMethod", None, Basic, Post);
        if (method is Basic or Post && !provider.Has("clientSecret")) provider.Report(ConfigCodes.Missing, null, $"'clientSecret' is missing, which '{method}' shows");
        if (method is None && provider.Has("clientSecret")) provider.Report(ConfigCodes.Conflict, "clientSecret", "with 'tokenEndpointAuthMethod: none' this is shown to nobody; remove one of them");
        if (id is null && !provider.Has("clientId") && (provider.Has("clientSecret") || method is Basic or Post)) provider.Report(ConfigCodes.Missing, null, "'clientId' is missing: whose secret it is");
        return id is null ? null : new RegisteredClient(id, method is None ? null : password, IsInBody: method is Post);
    }

    private Actor? ActorOf(ConfigSection provider)
    {
        var file = provider.TokenFile("actorTokenFile", time);
        var type = TypeOf(provider, "actorTokenType");
        if (provider.Has("actorTokenType") && !provider.Has("actorTokenFile")) provider.Report(ConfigCodes.Conflict, "actorTokenType", "there is no 'actorTokenFile' that this could be the type of");
        return file is null ? null : new Actor(file, type ?? TokenTypes.Jwt);
    }

    private static string? RequestedType(ConfigSection section)
    {
        var type = TypeOf(section, "requestedTokenType");
        if (type == TokenTypes.Refresh) section.Report(ConfigCodes.Unsafe, "requestedTokenType", "a refresh token outlives what it was minted for; ask for an access token");
        return type;
    }

    private static string? TypeOf(ConfigSection section, string name)
    {
        if (section.OptionalText(name) is not { Length: > 0 } type) return null;
        if (!TokenTypes.IsWellFormed(type)) section.Report(ConfigCodes.InvalidValue, name, "this must be a URI, such as urn:ietf:params:oauth:token-type:access_token");
        return type;
    }

}
