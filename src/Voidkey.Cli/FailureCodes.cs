namespace Voidkey.Cli;

/// <summary>The <see cref="Failure.Code"/> of what goes wrong on this side of the wire.</summary>
internal static class FailureCodes
{
    public const string Usage = "USAGE";
    public const string Configuration = "CONFIGURATION";
    public const string NoToken = "NO_TOKEN";
    public const string WrongIdp = "WRONG_IDP";
    public const string Network = "NETWORK";
    public const string Timeout = "TIMEOUT";
    public const string Redirect = "REDIRECT";
    public const string InvalidAnswer = "INVALID_ANSWER";
    public const string UnsafeOutput = "UNSAFE_OUTPUT";
    public const string ConflictingOutput = "CONFLICTING_OUTPUT";
    public const string InvalidInput = "INVALID_INPUT";
    public const string MissingOutput = "MISSING_OUTPUT";
    public const string WriteFailed = "WRITE_FAILED";
    public const string CommandNotFound = "COMMAND_NOT_FOUND";
    public const string CommandNotExecutable = "COMMAND_NOT_EXECUTABLE";
    public const string Storage = "STORAGE";
    public const string LoginFailed = "LOGIN_FAILED";
    public const string LoginDeclined = "LOGIN_DECLINED";
    public const string NoHolder = "NO_HOLDER";
    public const string FeedEnded = "FEED_ENDED";
    public const string Interrupted = "INTERRUPTED";
}
