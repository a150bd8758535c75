using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Broker;

/// <summary>Turns an answer that is not 200 into a failure.</summary>
internal static partial class Refusal
{
    private const int MaxProblems = 20;

    public static Failure Of(HttpResponseMessage answer, byte[]? body)
    {
        var status = (int)answer.StatusCode;

        // A proxy on the way may answer with a problem of its own that lacks our members.
        var problem = body is not null && IsProblem(answer.Content.Headers.ContentType)
            ? AnswerJson.Read(body, json => json.Problem, complete: false)
            : null;
        var code = problem?.Error is { } error && ErrorCode().IsMatch(error) ? error : $"HTTP_{status}";
        var about = problem?.Details?.Key is { } key ? $"key {key}" : "the request";
        return new Failure(
            ExitOf(status),
            code,
            $"the broker {(status >= 500 ? "failed on" : "refused")} {about} ({(problem is null ? $"{status}" : $"{status} {code}")})",
            problem?.Detail ?? problem?.Message,
            HintOf(status, code, problem?.Details?.Key, problem?.Details?.Reason, answer.Headers.RetryAfter),
            problem?.RequestId ?? RequestIdOf(answer))
        {
            Problems = [.. (problem?.Details?.Problems ?? []).Where(static one => one is not null).Take(MaxProblems)],
        };
    }

    public static string? RequestIdOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-Request-ID", out var ids) ? ids.FirstOrDefault() : null;

    private static ExitCode ExitOf(int status) => status switch
    {
        401 => ExitCode.Authentication,
        403 => ExitCode.Authorization,
        422 => ExitCode.Configuration,
        429 or >= 500 => ExitCode.Server,
        _ => ExitCode.General,
    };

    private static string HintOf(int status, string code, string? key, string? reason, RetryConditionHeaderValue? retryAfter) => (status, code) switch
    {
        (_, ErrorCodes.TokenExpired) => "get a fresh token and run the command again",
        (401, _) => "the token's issuer must be one the broker trusts: voidkey list-idps",
        (403, _) when reason is "not_operator" or "no_operators" => "whoever runs the broker names operators in its configuration",
        (422, _) => "mend the broker's configuration and reload again",
        (403, _) => key is not null && IsSafeToPaste(key) ? $"voidkey explain {key}" : "voidkey whoami",
        (404 or 405, _) => "check that --broker-url is the base URL of a Voidkey broker",
        (400 or 413 or 415, _) => "check the command's arguments, and that broker and voidkey are of versions that fit",
        (429, _) or (503, _) or (504, _) => retryAfter?.Delta is { } wait ? $"try again in {(long)wait.TotalSeconds}s" : "try again later",
        _ => "tell the broker's operator, who finds the cause in the broker's log",
    };

    // A hint is there to be run, and the name is the broker's word: one that a shell or our own parser would read as more than a name is left out.
    private static bool IsSafeToPaste(string key) => key.Length is > 0 and <= 128 && key[0] != '-' && PosixQuoting.IsPlain(key);

    private static bool IsProblem(MediaTypeHeaderValue? type) => type?.MediaType is "application/problem+json" or "application/json";

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{0,63}\z")]
    private static partial Regex ErrorCode();
}
