using System.Net.Http.Headers;
using System.Text;
using Voidkey.Reliability.Fuzzing;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>What one caller asks, and what he should be told.</summary>
/// <param name="Keys">Those that he asks for, and gets where the status is 200.</param>
/// <param name="Body">What stands instead of the question for them; null: that.</param>
/// <param name="Error">The code of the refusal; null: there is none.</param>
internal sealed record MixedRequest(Mixed.Caller Caller, string? Token, IReadOnlyList<string> Keys, string? Body, int Status, string? Error)
{
    /// <summary>Half of them good.</summary>
    public static MixedRequest Next(Seeded seeded, Mixed.Caller caller)
    {
        MixedRequest Granted(params IReadOnlyList<string> keys) => new(caller, caller.Token, keys, null, 200, null);
        MixedRequest Refused(string? token, int status, string error, params IReadOnlyList<string> keys) => new(caller, token, keys, null, status, error);
        return seeded.Below(20) switch
        {
            0 => Refused(caller.Expired, 401, "TOKEN_EXPIRED", "A"),
            1 => Refused(caller.Foreign, 401, "INVALID_TOKEN", "A"),
            2 => Refused(caller.Elsewhere, 401, "INVALID_TOKEN", "A"),
            3 => Refused(null, 401, "UNAUTHORIZED", "A"),
            4 => Refused(caller.Unknown, 403, "FORBIDDEN", "A"),
            5 => Refused(caller.Token, 403, "FORBIDDEN", "C"),
            6 => Refused(caller.Token, 403, "FORBIDDEN", "A", "C"),
            7 when caller.Keys.Count == 1 => Refused(caller.Token, 403, "FORBIDDEN", "B"),
            8 => new(caller, caller.Token, [], "{\"keys\":", 400, "INVALID_REQUEST"),
            9 => new(caller, caller.Token, [], "{\"keys\":[]}", 400, "INVALID_REQUEST"),
            < 13 => new(caller, caller.Token, caller.Keys, "{\"all\":true}", 200, null),
            < 16 => Granted(caller.Keys),
            _ => Granted(seeded.Pick(caller.Keys)),
        };
    }

    public HttpRequestMessage ToRequest(World world)
    {
        var body = Body ?? $"{{\"keys\":[{string.Join(',', Keys.Select(static key => $"\"{key}\""))}]}}";
        var request = new HttpRequestMessage(HttpMethod.Post, $"{world.Url}/v1/credentials/mint") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        return request;
    }

    public override string ToString() => $"{Caller.Subject} of {Caller.Idp}, {Body ?? string.Join(' ', Keys)}, {Status} {Error}";
}
