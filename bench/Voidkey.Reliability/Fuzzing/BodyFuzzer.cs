using System.Text;
using System.Text.Json;
using Voidkey.Reliability.Measuring;

namespace Voidkey.Reliability.Fuzzing;

/// <param name="Why">What was edited, to be found again.</param>
internal sealed record FuzzedBody(string Path, byte[] Bytes, string ContentType, string? Bearer, string Why);

/// <summary>Edits good mint requests of both surfaces: members first, then bytes, then how they are announced.</summary>
internal static class BodyFuzzer
{
    private static readonly string[] Names = ["keys", "all", "duration", "oidcToken", "idpName", "Keys", "KEYS", "\\u006beys", "token", "key", "", "__proto__", "roleArn", "\\ud800"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "900", "899", "43201", "1e3", "1e400", "-0", "-0.0", "0.5", "9223372036854775807", "9223372036854775808", "1" + new string('0', 400), "01", "0x10", "NaN", "Infinity", "1.", ".5", "+1",
        "\"\"", "\"true\"", "\"900\"", "\"DEPLOY\"", "\"deploy\"", "\"DEPLOY\\u0000\"", "\"\\ud800\"", "\"\\uZZZZ\"", "\"\\x\"", "'DEPLOY'", "\"unfinished", "\"a\\nb\"", "\"a\nb\"", "\"\\u202e\"", "\"ci0\"",
        "[]", "[\"DEPLOY\"]", "[\"DEPLOY\",\"DEPLOY\"]", "[\"DEPLOY\",\"NOBODYS\"]", "[\"\"]", "[null]", "[1]", "[[\"DEPLOY\"]]", "[\"DEPLOY\",]", "[,]", "[\"DEPLOY\"", "{}", "{\"a\":{\"b\":1}}", "{\"DEPLOY\":true}",
        "/*c*/1", "//c\n1", "undefined", "", $"\"{new string('x', 20_000)}\"", new string('[', 15) + new string(']', 15), new string('[', 17) + new string(']', 17), new string('[', 5000), string.Concat(Enumerable.Repeat("{\"a\":", 2000)),
        $"[{string.Join(',', Enumerable.Repeat("\"DEPLOY\"", 10))}]", $"[{string.Join(',', Enumerable.Repeat("\"DEPLOY\"", 11))}]", $"[{string.Join(',', Enumerable.Repeat("\"K\"", 10_000))}]", $"[{string.Join(',', Enumerable.Repeat("\"K\"", 100_000))}]",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json;charset=\"utf-8\"", "application/json; charset=x; charset=utf-8", "APPLICATION/JSON", "text/json", "text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json, application/json", "application/json;", ";", "*/*", "application/problem+json",
    ];

    public static FuzzedBody Next(Seeded seeded, string good, string hostile)
    {
        var isCompatible = seeded.OneIn(2);
        var (members, why) = (Members(seeded, isCompatible, good), new List<string>());
        for (var edits = seeded.Below(3); edits > 0; edits--) Edit(seeded, members, good, hostile, why);
        var bytes = Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Select(static member => $"\"{member.Name}\":{member.Value}"))}}}");
        if (why.Count == 0 || seeded.OneIn(6))
        {
            bytes = ByteEdits.Apply(seeded, bytes);
            why.Add("bytes");
        }

        if (seeded.OneIn(40)) bytes = [.. bytes, .. Enumerable.Repeat((byte)' ', (64 * 1024) - 2 + seeded.Below(4))];
        var type = seeded.OneIn(10) ? seeded.Pick(Types) : Types[0];
        var bearer = isCompatible && seeded.OneIn(2) ? null : seeded.Below(12) switch { 0 => null, 1 => hostile, 2 => good[..^1], 3 => new string('a', 16_385), 4 => $"{good}.x", _ => good };
        return new FuzzedBody(isCompatible ? "/credentials/mint" : "/v1/credentials/mint", bytes, type, bearer, $"{string.Join(", ", why)}; {type}; {Encoding.Latin1.GetString(bytes[..Math.Min(120, bytes.Length)])}");
    }

    /// <returns>The status, 0 where no answer came; and whether it was a problem document that can be read.</returns>
    public static async Task<(int Status, bool IsProblem)> SendAsync(HttpMessageInvoker http, string url, FuzzedBody body, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(OpenLoop.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, url + body.Path) { Content = new ByteArrayContent(body.Bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        if (body.Bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {body.Bearer}");
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            using var read = JsonDocument.Parse(await response.Content.ReadAsStringAsync(either.Token));
            return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/problem+json" && read.RootElement.TryGetProperty("error", out _));
        }
        catch (JsonException)
        {
            return (-1, false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (0, false);
        }
    }

    private static List<(string Name, string Value)> Members(Seeded seeded, bool isCompatible, string good)
    {
        List<(string, string)> members = [seeded.OneIn(3) ? ("all", "true") : ("keys", "[\"DEPLOY\"]")];
        if (seeded.OneIn(2)) members.Add(("duration", "900"));
        if (isCompatible) members.Add(("oidcToken", $"\"{good}\""));
        if (isCompatible && seeded.OneIn(2)) members.Add(("idpName", "\"ci0\""));
        return members;
    }

    private static void Edit(Seeded seeded, List<(string Name, string Value)> members, string good, string hostile, List<string> why)
    {
        var at = members.Count == 0 ? -1 : seeded.Below(members.Count);
        var kind = at < 0 ? 0 : seeded.Below(6);
        switch (kind)
        {
            case 0: members.Add((seeded.Pick(Names), seeded.Pick(Values))); break;
            case 1: members[at] = (members[at].Name, seeded.Pick(Values)); break;
            case 2: members.Add(members[at]); break;
            case 3: members[at] = (seeded.Pick(Names), members[at].Value); break;
            case 4: members.RemoveAt(at); break;
            default: members.Add(("oidcToken", $"\"{seeded.Pick([hostile, good[..^2], good + "=", good.Replace('.', '/'), "a.b.c", new string('.', 16_000)])}\"")); break;
        }

        why.Add($"edit {kind}");
    }
}
