using System.Text.Json.Nodes;
using Voidkey.Diagnostics;
using Voidkey.Providers.Http;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>http</c> provider and a token service that only its configuration knows.</summary>
internal static class HttpSubject
{
    private const string Url = "https://tokens.example.test/v1/tokens/deploy";

    public static ProviderUnderTest Subject { get; } = new()
    {
        Provider = static (http, time) => new HttpProvider(http, time),
        Settings = "url: 'https://tokens.example.test/v1', body: { seconds: '${mint:lifetime}', caller: '${claim:sub}' }, response: { fields: { Token: /issued/token }, expiresAt: /issued/until, reference: /issued/id, errorCode: /error }",
        Key = "path: /tokens/deploy, headers: { X-Purpose: 'for ${claim:sub}' }",
        Hops = [new CloudHop(Url, static (request, moment) => AnswerAsync(request, moment, null))],
        Expired = new CloudHop(Url, static (request, moment) => AnswerAsync(request, moment, TimeSpan.FromSeconds(-1))),
    };

    private static async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CloudMoment moment, TimeSpan? lifetime)
    {
        var http = await RecordedRequest.OfAsync(request, CancellationToken.None);
        if (http.Method != "POST" || http.Headers.GetValueOrDefault("Content-Type") != "application/json") return Refuse(405, "method_not_allowed");
        if (http.Headers.GetValueOrDefault("Authorization") is not { } shown || !shown.StartsWith("Bearer ", StringComparison.Ordinal) || !moment.BrokerIdp.Verify(shown["Bearer ".Length..], "cloud", moment.Now)) return Refuse(401, "invalid_token");
        if (JsonNode.Parse(http.Body) is not JsonObject { Count: 2 } body || (string?)body["caller"] != "caller" || http.Headers.GetValueOrDefault("X-Purpose") != "for caller") return Refuse(400, "invalid_request");

        var until = moment.Now + (lifetime ?? TimeSpan.FromSeconds(int.Parse((string)body["seconds"]!, System.Globalization.CultureInfo.InvariantCulture)));
        return Answers.Json(new JsonObject { ["issued"] = new JsonObject { ["id"] = Guid.NewGuid().ToString("N"), ["token"] = Canary.Make("service-token").Reveal(), ["until"] = Timestamps.Seconds(until) } }, 201);
    }

    private static HttpResponseMessage Refuse(int status, string error) => Answers.Json(new JsonObject { ["error"] = error, ["message"] = "upstream-text" }, status);
}
