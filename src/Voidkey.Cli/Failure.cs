namespace Voidkey.Cli;

/// <summary>Why a command did not do what it was asked.</summary>
/// <param name="Exit">For scripts.</param>
/// <param name="Code">For programs: one of the broker's error codes, or one of <see cref="FailureCodes"/>.</param>
/// <param name="Message">One sentence. Never a token.</param>
/// <param name="Reason">What is known about the cause.</param>
/// <param name="Hint">What to do next, ideally something to run.</param>
/// <param name="RequestId">Finds the request in the broker's log.</param>
internal sealed record Failure(
    ExitCode Exit, string Code, string Message, string? Reason = null, string? Hint = null, string? RequestId = null)
{
    /// <summary>What is wrong, one by one, where there is more to say than a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public static Failure Usage(string message, string? command = null) =>
        new(ExitCode.Usage, FailureCodes.Usage, message, Hint: command is null ? "run: voidkey help" : $"run: voidkey help {command}");

    public static Failure NoToken(string message, string? reason = null, string? hint = null) =>
        new(ExitCode.Authentication, FailureCodes.NoToken, message, reason, hint);

    public static Failure InvalidAnswer(string message, string? reason = null, string? requestId = null) =>
        new(ExitCode.Server, FailureCodes.InvalidAnswer, message, reason, "check that --broker-url is the base URL of a Voidkey broker", requestId);
}
