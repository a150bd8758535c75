namespace Voidkey.Cli.Serving;

/// <summary>The status of an answer that has no credentials in it. Programs give up after 4xx and try again after 5xx.</summary>
internal static class ServedFailure
{
    public static int StatusOf(Failure failure) => failure.Exit switch
    {
        ExitCode.Authentication => 401,
        ExitCode.Authorization => 403,
        ExitCode.Network or ExitCode.Server => 503,
        _ => 500,
    };
}
