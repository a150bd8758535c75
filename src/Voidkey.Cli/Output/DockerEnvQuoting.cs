namespace Voidkey.Cli.Output;

/// <summary>The value of a line that <c>docker run --env-file</c> reads: it knows no quotes, so a value stands as it is, or cannot stand at all.</summary>
internal static class DockerEnvQuoting
{
    public static string? Quote(string value) => value.AsSpan().ContainsAny('\n', '\r') ? null : value;
}
