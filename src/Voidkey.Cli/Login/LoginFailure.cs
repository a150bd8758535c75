using System.Text.Json;

namespace Voidkey.Cli.Login;

/// <summary>Why somebody is not logged in.</summary>
internal static class LoginFailure
{
    private const string Operator = "tell whoever runs the broker: `login` of this identity provider stands in its configuration";

    public static Failure Of(string message, string? reason = null, string? hint = null) => new(ExitCode.Authentication, FailureCodes.LoginFailed, message, reason, hint ?? Operator);

    public static Failure Declined(string? reason = null) => new(ExitCode.Declined, FailureCodes.LoginDeclined, "the login was declined", reason, "voidkey login");

    /// <summary>What an identity provider refuses with (RFC 6749, sections 4.1.2.1 and 5.2).</summary>
    public static Failure Refused(string error, string? description) => error switch
    {
        "access_denied" => Declined(description),
        "expired_token" => Of("the code expired before anybody used it", hint: "voidkey login --device-code"),
        _ => Of($"the identity provider refused the login ({Shown(error)})", description),
    };

    public static Failure Refused(JsonElement answer) => Refused(ErrorOf(answer) ?? "no reason given", TextOf(answer, "error_description"));

    public static string? ErrorOf(JsonElement answer) => TextOf(answer, "error");

    private static string? TextOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shown(string error) => error.Length > 64 ? $"{error[..64]}…" : error;
}
