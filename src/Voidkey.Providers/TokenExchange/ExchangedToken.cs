using System.Net.Http.Headers;
using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.TokenExchange;

/// <summary>A token that an authorisation server gives for the broker's own (RFC 8693). The broker is the subject, whoever asked.</summary>
internal sealed class ExchangedToken(CloudCall server, AuthorizationServer at, ExchangeTarget target, TimeProvider time) : IBoundKey
{
    public const string Token = "Token";
    public const string TokenType = "TokenType";
    public const string IssuedTokenType = "IssuedTokenType";
    public const string Expiration = "Expiration";
    public const string Scope = "Scope";

    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");

    private readonly ExchangeForm _form = new(at, target);

    /// <summary>With a scope only where one is asked for: else the server may leave out what it gave.</summary>
    public IReadOnlyList<string> Fields { get; } = [Token, TokenType, IssuedTokenType, Expiration, .. target.Scopes.Count > 0 ? (string[])[Scope] : []];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("ACCESS_TOKEN", Token)];

    /// <summary>Any: the protocol has no word for it, and the server alone decides.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));

    public bool HonoursLifetime => false;

    public string Destination => at.Endpoint.Authority;

    /// <summary>Where the token is for; the server's host where it is not said.</summary>
    public string Target { get; } = string.Join(' ', [.. target.Audience, .. target.Resource]) is { Length: > 0 } named ? named : at.Endpoint.Authority;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        if (context.Token is not { } subject) return server.Errors.Invalid("no broker token was given");

        var asked = time.GetUtcNow();
        var body = _form.With(subject.Value, at.Actor is null ? null : await at.Actor.File.ReadAsync(ct));
        var sent = await server.SendAsync(() => Request(body), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        return ExchangeAnswer.TryRead(answer.Body, asked, time.GetUtcNow(), target.RequestedType, out var exchanged, out var fault) ? Minted(exchanged) : server.Errors.Invalid(fault);
    }

    private MintedCredential Minted(ExchangeAnswer exchanged)
    {
        var fields = new Dictionary<string, Secret>(5, StringComparer.Ordinal)
        {
            [Token] = exchanged.Token,
            [TokenType] = new(exchanged.TokenType),
            [IssuedTokenType] = new(exchanged.IssuedType),
            [Expiration] = new(Timestamps.Seconds(exchanged.Expiration)),
        };
        if (target.Scopes.Count > 0) fields.Add(Scope, new Secret(exchanged.Scope ?? string.Join(' ', target.Scopes)));
        return new MintedCredential(fields, exchanged.Expiration, TokenReference.Of(exchanged.Token)) { Metadata = MetadataOf(exchanged) };
    }

    // A server may give less than was asked for, or more.
    private static Dictionary<string, string> MetadataOf(ExchangeAnswer exchanged)
    {
        var metadata = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["issuedTokenType"] = exchanged.IssuedType };
        if (exchanged.Scope is not null) metadata.Add("scope", exchanged.Scope);
        return metadata;
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = FormType;
        var request = new HttpRequestMessage(HttpMethod.Post, at.Endpoint) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (at.Client?.BasicCredentials is { } credentials) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials.Reveal());
        return request;
    }
}
