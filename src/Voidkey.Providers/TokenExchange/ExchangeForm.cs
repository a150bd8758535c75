using System.Text;

namespace Voidkey.Providers.TokenExchange;

/// <summary>The body of one key's request (RFC 8693 §2.1): encoded at load but for the tokens.</summary>
internal sealed class ExchangeForm
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";

    private readonly Secret _head;

    public ExchangeForm(AuthorizationServer server, ExchangeTarget target)
    {
        var form = new StringBuilder();
        Add(form, "grant_type", Grant);
        foreach (var audience in target.Audience) Add(form, "audience", audience);
        foreach (var resource in target.Resource) Add(form, "resource", resource);
        if (target.Scopes.Count > 0) Add(form, "scope", string.Join(' ', target.Scopes));
        if (target.RequestedType is not null) Add(form, "requested_token_type", target.RequestedType);
        if (server.Client is { } client && client.BasicCredentials is null) Add(form, "client_id", client.Id);
        if (server.Client is { IsInBody: true, Password: { } password }) Add(form, "client_secret", password.Reveal());
        if (server.Actor is not null) Add(form, "actor_token_type", server.Actor.Type);
        Add(form, "subject_token_type", server.SubjectType);
        _head = new Secret(form.ToString());
    }

    /// <param name="subject">The broker's own token.</param>
    /// <param name="actor">The acting party's, where there is one.</param>
    public byte[] With(Secret subject, Secret? actor)
    {
        var form = new StringBuilder(_head.Reveal());
        Add(form, "subject_token", subject.Reveal());
        if (actor is not null) Add(form, "actor_token", actor.Reveal());
        return Encoding.ASCII.GetBytes(form.ToString());
    }

    private static void Add(StringBuilder form, string name, string value)
    {
        if (form.Length > 0) form.Append('&');
        form.Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
