using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.Azure;

/// <summary>An application's tokens, one for each resource: Entra ID gives no token for two. They are asked for at the same time, and all of them come or none.</summary>
internal sealed class EntraTokens(CloudCall entra, EntraApplication application, IReadOnlyList<string> scopes, TimeProvider time) : IBoundKey
{
    public const string AccessToken = "AccessToken";
    public const string Expiration = "Expiration";
    public const string TenantId = "TenantId";
    public const string ClientId = "ClientId";

    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");

    // All but the assertion itself.
    private readonly string[] _forms = [.. scopes.Select(scope => FormOf(application.ClientId, scope))];

    private readonly Dictionary<string, string> _metadata = new(2, StringComparer.Ordinal) { ["tenantId"] = application.TenantId, ["clientId"] = application.ClientId };

    /// <summary>Those of the first resource have no number, those of the second end with a 2.</summary>
    public IReadOnlyList<string> Fields { get; } = [.. Enumerable.Range(0, Math.Max(1, scopes.Count)).SelectMany(static i => new[] { Nth(AccessToken, i), Nth(Expiration, i) }), TenantId, ClientId];

    /// <summary>No tool of Microsoft's reads an access token from a variable; these names are ours.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [.. Enumerable.Range(0, Math.Max(1, scopes.Count)).Select(static i => KeyValuePair.Create(Nth("AZURE_ACCESS_TOKEN", i, "_"), Nth(AccessToken, i)))];

    /// <summary>Microsoft identity platform, "Configurable token lifetimes": 60 to 90 minutes at random, or what the tenant's policy says, 10 minutes to a day. No request can say.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));

    public bool HonoursLifetime => false;

    public string Destination => application.TokenEndpoint.Authority;

    /// <summary>The application, and what its tokens are for.</summary>
    public string Target { get; } = string.Join(' ', [application.ClientId, .. scopes]);

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        if (context.Token is not { } own) return entra.Errors.Invalid("no broker token was given");

        var assertion = own.FormValue.Reveal();
        var answers = await Task.WhenAll(_forms.Select(form => AskAsync(Encoding.ASCII.GetBytes(form + assertion), ct)));

        var tokens = new EntraToken[answers.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!answers[i].TryGet(out var token, out var error)) return tokens.Length == 1 ? error : error with { Cause = $"{error.Cause}, for {scopes[i]}" };
            tokens[i] = token;
        }

        return Minted(tokens);
    }

    private async Task<Result<EntraToken>> AskAsync(byte[] form, CancellationToken ct)
    {
        var asked = time.GetUtcNow();
        var sent = await entra.SendAsync(() => Request(form), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        return EntraAnswer.TryRead(answer.Body, asked, time.GetUtcNow(), out var token, out var fault) ? token : entra.Errors.Invalid(fault);
    }

    private MintedCredential Minted(EntraToken[] tokens)
    {
        var fields = new Dictionary<string, Secret>(Fields.Count, StringComparer.Ordinal) { [TenantId] = new(application.TenantId), [ClientId] = new(application.ClientId) };
        for (var i = 0; i < tokens.Length; i++)
        {
            fields.Add(Nth(AccessToken, i), tokens[i].Value);
            fields.Add(Nth(Expiration, i), new Secret(Timestamps.Seconds(tokens[i].Expiration)));
        }

        return new MintedCredential(fields, tokens.Min(static token => token.Expiration), string.Join(' ', tokens.Select(static token => TokenReference.Of(token.Value)))) { Metadata = _metadata };
    }

    private HttpRequestMessage Request(byte[] form)
    {
        var content = new ByteArrayContent(form);
        content.Headers.ContentType = FormType;
        return new HttpRequestMessage(HttpMethod.Post, application.TokenEndpoint) { Content = content };
    }

    private static string FormOf(string clientId, string scope) =>
        $"grant_type=client_credentials&client_id={clientId}&scope={Uri.EscapeDataString(scope)}"
        + $"&client_assertion_type={Uri.EscapeDataString("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")}&client_assertion=";

    private static string Nth(string name, int index, string separator = "") => index == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{separator}{index + 1}");
}
