using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Voidkey.Access;

namespace Voidkey.Providers.Http;

/// <summary>One key's request, compiled at load.</summary>
internal sealed class TemplatedRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");

    private readonly Endpoint _endpoint;
    private readonly IReadOnlyList<KeyValuePair<string, RequestTemplate>> _headers;
    private readonly IReadOnlyList<KeyValuePair<string, RequestTemplate>>? _body;
    private readonly bool _isForm;
    private readonly MediaTypeHeaderValue _contentType;
    private readonly bool _saysWhatItAccepts;

    public TemplatedRequest(Endpoint endpoint, RequestMembers members)
    {
        _endpoint = endpoint;
        _isForm = members.Form is not null;
        _body = members.Form ?? members.Body;
        _headers = [.. members.Headers.Where(static header => !Is(header.Key, HeaderRules.ContentType))];
        _saysWhatItAccepts = _headers.Any(static header => Is(header.Key, "Accept"));

        var contentType = members.Headers.FirstOrDefault(static header => Is(header.Key, HeaderRules.ContentType)).Value?.Fixed;
        _contentType = contentType is not null && MediaTypeHeaderValue.TryParse(contentType, out var type) ? type : _isForm ? Form : Json;

        RequestTemplate[] templates = [.. _headers.Concat(_body ?? []).Select(static member => member.Value)];
        CallerTexts = [.. templates.SelectMany(static template => template.CallerTexts)];
        SaysLifetime = templates.Any(static template => template.SaysLifetime);
        ShowsBrokerToken = endpoint.IsBearer || templates.Any(static template => template.ShowsBrokerToken);
    }

    public Uri Url => _endpoint.Url;

    public IReadOnlyList<ICallerText> CallerTexts { get; }

    public bool SaysLifetime { get; }

    public bool ShowsBrokerToken { get; }

    /// <summary>Fills it for one mint.</summary>
    /// <returns>What makes the request, anew for each try; null where the broker's token is not at hand or cannot stand where it is wanted.</returns>
    public Func<HttpRequestMessage>? For(MintContext context, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var headers = new List<KeyValuePair<string, string>>(_headers.Count + 2);
        foreach (var (name, value) in _headers)
        {
            if (!value.TryAppend(text.Clear(), context, now)) return null;
            headers.Add(new(name, text.ToString()));
        }

        if (!_saysWhatItAccepts) headers.Add(new("Accept", "application/json"));
        if (_endpoint.IsBearer)
        {
            if (context.Token is not { } token || token.Value.Reveal().AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
            headers.Add(new("Authorization", $"Bearer {token.Value.Reveal()}"));
        }

        text.Clear();
        if (_body is not null && !TryWrite(_body, text, context, now)) return null;
        var body = _body is null ? null : Encoding.UTF8.GetBytes(text.ToString());
        return () => Message(headers, body);
    }

    private bool TryWrite(IReadOnlyList<KeyValuePair<string, RequestTemplate>> members, StringBuilder text, MintContext context, DateTimeOffset now)
    {
        if (!_isForm) text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            var (name, value) = members[i];
            if (i > 0) text.Append(_isForm ? '&' : ',');
            if (_isForm) text.Append(Uri.EscapeDataString(name)).Append('=');
            else text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)).Append("\":");
            if (!value.TryAppend(text, context, now)) return false;
        }

        if (!_isForm) text.Append('}');
        return true;
    }

    private HttpRequestMessage Message(List<KeyValuePair<string, string>> headers, byte[]? body)
    {
        var message = new HttpRequestMessage(_endpoint.Method, _endpoint.Url);
        foreach (var (name, value) in headers) message.Headers.TryAddWithoutValidation(name, value);
        if (body is null) return message;

        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = _contentType;
        return message;
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
