using System.Text;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What a program asks on stdin.</summary>
internal static class Question
{
    /// <summary>More than any host, path and header that git passes on.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <param name="tool">Who asks, for messages.</param>
    /// <param name="untilBlankLine">Whether a blank line ends it, and not only the end of the stream.</param>
    public static async Task<Result<string>> ReadAsync(Invocation invocation, string tool, bool untilBlankLine, CancellationToken ct)
    {
        invocation.WaitingFor = $"{tool} asked for nothing on stdin";
        await using var input = invocation.Surroundings.Input();
        var bytes = await Task.Run(() => Read(input, untilBlankLine), ct).WaitAsync(ct);
        return bytes.Length <= MaxBytes ? Encoding.UTF8.GetString(bytes) : Invalid(tool, "it is over 64 KiB");
    }

    /// <summary>It is never repeated: it may hold a password that was to be stored.</summary>
    public static Failure Invalid(string tool, string reason) =>
        new(ExitCode.General, FailureCodes.InvalidInput, $"what {tool} asks on stdin is not a question of its protocol", reason, "voidkey help helper says how it is set up");

    private static byte[] Read(Stream input, bool untilBlankLine)
    {
        var bytes = new byte[MaxBytes + 1];
        var length = 0;
        while (length < bytes.Length && input.Read(bytes, length, bytes.Length - length) is > 0 and var count)
        {
            length += count;
            if (untilBlankLine && bytes.AsSpan(0, length).IndexOf("\n\n"u8) >= 0) break;
        }

        return bytes[..length];
    }
}
