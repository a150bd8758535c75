using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Broker;

/// <summary>A file of certificates or keys, read with a limit.</summary>
internal static class PemFile
{
    /// <summary>A machine's bundle of all public authorities is a quarter of it.</summary>
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Result<string> Read(Invocation invocation, Setting file)
    {
        if (LocalPath.Of(invocation, file) is not { } path) return file.Wrong($"{file.Origin}: there is no home directory for ~");

        // A pipe that nobody writes to would hold us for good.
        var reading = Task.Run(() => ReadBytes(invocation.Surroundings.Files, path));
        if (!reading.Wait(Patience) || reading.Result is not { } bytes) return file.Wrong($"the file of {file.Origin} cannot be read");
        return bytes.Length <= MaxBytes ? Encoding.UTF8.GetString(bytes) : file.Wrong($"the file of {file.Origin} is over 1 MiB, so it is no certificate");
    }

    private static byte[]? ReadBytes(IFiles files, string path)
    {
        try
        {
            using var stream = files.Open(path);
            var bytes = new byte[MaxBytes + 1];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
