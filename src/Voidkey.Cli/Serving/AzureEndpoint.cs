using System.Globalization;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Loopback;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Serving;

/// <summary>The managed identity endpoint of App Service and Functions, as Azure.Identity and MSAL ask it.</summary>
/// <remarks>learn.microsoft.com, "How to use managed identities for App Service and Azure Functions", REST endpoint reference, 2019-08-01.</remarks>
internal sealed class AzureEndpoint : ICredentialEndpoint
{
    private const string Path = "/msi/token";
    private const string Name = "AZURE_ACCESS_TOKEN";
    private const int MostTokens = 20;

    private readonly LocalBearer _bearer = new();

    public string Protocol => "azure";

    public string Wanted => Name;

    public bool Fits(KeyCredentials key) => key.Variables.GetValueOrDefault(Name) is { Length: > 0 };

    public IReadOnlyList<KeyValuePair<string, string>> Variables(string authority) => [new("IDENTITY_ENDPOINT", $"http://{authority}{Path}"), new("IDENTITY_HEADER", _bearer.Value.Reveal())];

    public bool Owns(string path) => path == Path;

    public async Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, FreshKey key, CancellationToken ct)
    {
        if (!_bearer.Is(request.Header("X-IDENTITY-HEADER"))) return Refused(401, "the X-IDENTITY-HEADER header does not have IDENTITY_HEADER");
        if (request.Parameters() is not { } parameters || parameters.GetValueOrDefault("resource") is not { Length: > 0 } resource || !parameters.ContainsKey("api-version")) return Refused(400, "resource or api-version is missing");
        if (!(await key.GetAsync(ct)).TryGet(out var credentials, out var failure)) return Refused(ServedFailure.StatusOf(failure), failure.Message);

        // A token for one resource, handed out for another, would be sent there and refused in words that do not help.
        if (TokenFor(resource, credentials) is not { } value) return Refused(400, $"key {credentials.Name} has no token for this resource; its scopes in the broker say which it has");
        return LoopbackAnswer.Json(200, JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", value.Reveal());
            json.WriteString("expires_on", credentials.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            json.WriteString("resource", resource);
            json.WriteString("token_type", "Bearer");
            json.WriteEndObject();
        }));
    }

    /// <summary>The one whose audience is the resource. An audience may be an id that nobody can compare: then a single token is it.</summary>
    private static Secret? TokenFor(string resource, KeyCredentials key)
    {
        var tokens = Enumerable.Range(1, MostTokens).Select(i => key.Variables.GetValueOrDefault(i == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}_{i}"))).Where(static value => !string.IsNullOrEmpty(value)).Select(static value => new Secret(value!)).ToList();
        var audiences = tokens.Select(static token => UnverifiedToken.Read(token)?.Audience ?? []).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (audiences[i].Any(audience => string.Equals(audience.TrimEnd('/'), resource.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))) return tokens[i];
        }

        return tokens.Count == 1 && !audiences[0].Any(static audience => audience.Contains("://", StringComparison.Ordinal)) ? tokens[0] : null;
    }

    private static LoopbackAnswer Refused(int status, string message) => LoopbackAnswer.Json(status, JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("statusCode", status);
        json.WriteString("message", message);
        json.WriteEndObject();
    }));
}
