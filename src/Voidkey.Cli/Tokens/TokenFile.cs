namespace Voidkey.Cli.Tokens;

/// <summary>A file with a token and nothing else in it. It is read when the token is needed: clusters replace such files as tokens expire.</summary>
internal static class TokenFile
{
    public static async Task<Result<Secret>> ReadAsync(string path, string origin, Func<string, Stream> open, CancellationToken ct)
    {
        try
        {
            // Opening a named pipe blocks until somebody writes to it.
            await using var file = await Task.Run(() => open(path), ct).WaitAsync(ct);
            return await TokenText.ReadAsync(file, origin, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failure.NoToken($"the token file of {origin} cannot be read", Because(e), "check the path and its permissions");
        }
    }

    private static string Because(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a directory, or you may not read it",
        _ => "the operating system refused to open or read it",
    };
}
