using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;

namespace CustomProvider.Tests;

/// <summary>The store as its documentation has it: it looks at the broker's token and at every member, and is never kinder than the real one.</summary>
internal static class FakeArtifactStore
{
    public const string Url = "https://artifacts.example.test/v1/tokens";

    public static async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CloudMoment moment)
    {
        var http = await RecordedRequest.OfAsync(request, CancellationToken.None);
        if (http.Method != "POST") return Refuse(405, "method_not_allowed");
        if (!IsForUs(http.Headers.GetValueOrDefault("Authorization"), moment)) return Refuse(401, "invalid_token");
        if (JsonNode.Parse(http.Body) is not JsonObject { Count: 3 } body || (string?)body["repository"] != "releases" || (string?)body["access"] is not ("read" or "write")) return Refuse(400, "invalid_request");
        if ((long?)body["seconds"] is not (>= 60 and <= 3600 and var seconds)) return Refuse(400, "invalid_lifetime");
        return Token(moment.Now.AddSeconds(seconds));
    }

    public static HttpResponseMessage Token(DateTimeOffset expiresAt) => Answers.Json(new JsonObject
    {
        ["id"] = Guid.NewGuid().ToString("N"),
        ["token"] = Canary.Make("store-token").Reveal(),
        ["expires_at"] = expiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    });

    private static bool IsForUs(string? authorization, CloudMoment moment) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true && moment.BrokerIdp.Verify(authorization["Bearer ".Length..], "cloud", moment.Now);

    private static HttpResponseMessage Refuse(int status, string error) => Answers.Json(new JsonObject { ["error"] = error, ["message"] = "upstream-text" }, status);
}
