using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Configuration;

/// <summary>What one load reads, and what it found: the files of the configuration and those that <c>${file:…}</c> names.</summary>
/// <param name="mayWait">True: a pipe is waited for and read, as at start-up. False: it is refused.</param>
internal sealed class ConfigFiles(bool mayWait)
{
    private readonly List<string> _found = [];
    private readonly List<string> _paths = [];

    /// <summary>Every path that was asked for, whether or not it could be read.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Equal for two loads that found the same in the same files. Holds digests of secrets: to compare, not to show.</summary>
    public string Content => string.Join('\n', _found);

    /// <summary>False where something came through a pipe, whose content is gone.</summary>
    public bool CanBeReadAgain { get; private set; } = true;

    /// <summary>A file's whole text.</summary>
    /// <exception cref="IOException">It cannot be read, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is not what it must be; the message goes on after "it" and shows nothing of the content.</exception>
    public string ReadText(string path, int maxBytes)
    {
        _paths.Add(path);
        try
        {
            var bytes = ReadBytes(path, maxBytes);
            _found.Add($"{path} {Convert.ToHexStringLower(SHA256.HashData(bytes))}");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("is not UTF-8 text");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            NotFound(path, failure);
            throw;
        }
    }

    /// <summary>Notes what could not be looked into.</summary>
    public void NotFound(string path, Exception failure) => _found.Add($"{path} {failure.GetType().Name}");

    private ReadOnlySpan<byte> ReadBytes(string path, int maxBytes)
    {
        using var file = RegularFile.Open(path, mayWait);
        if (!file.CanSeek && !mayWait) throw new InvalidDataException("is not a regular file");
        if (file.CanSeek && file.Length > maxBytes) throw TooLarge(maxBytes);
        CanBeReadAgain &= file.CanSeek;

        // Neither a pipe nor a device says how long it is, and a file may grow meanwhile.
        var bytes = new byte[file.CanSeek ? (int)file.Length + 1 : 64 * 1024];
        var length = 0;
        while (file.Read(bytes.AsSpan(length)) is > 0 and var read)
        {
            length += read;
            if (length > maxBytes) throw TooLarge(maxBytes);
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, maxBytes + 1L));
        }

        return bytes.AsSpan(0, length);
    }

    private static InvalidDataException TooLarge(int maxBytes) => new($"is larger than {maxBytes} bytes");
}
