using System.Security.Cryptography;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>What stands in files that somebody else may replace at any time, read anew when their content is another.</summary>
/// <remarks>
/// What is read is compared, not the time it was changed: a link that is turned, or a restored copy, may show any time. Kept of it for that is a digest, so
/// that no copy of a private key lies about. Several files are one thing: a certificate and its key.
/// </remarks>
/// <param name="paths">The whole paths.</param>
/// <param name="read">Makes a value of the files' bytes, which are cleared afterwards, or says why there is none. Its fault shows nothing of them.</param>
/// <param name="first">What was there when the configuration was loaded; null: not known.</param>
internal sealed class FileContent<T>(IReadOnlyList<string> paths, FileContent<T>.Reader read, T? first = null)
    where T : class
{
    /// <param name="bytes">The files' contents in the order of their paths, at least one byte each.</param>
    public delegate Fetched<T> Reader(IReadOnlyList<byte[]> bytes);

    private readonly Lock _gate = new();
    private Task<Fetched<T>>? _reading;
    private byte[] _digest = [];
    private Fetched<T> _read;
    private T? _good = first;

    /// <summary>Reads the files now.</summary>
    public static Fetched<T> ReadOnce(IReadOnlyList<string> paths, Reader read) => new FileContent<T>(paths, read).Read();

    /// <returns>What was good last, the very same value while the files hold the same; and why what stands there now is not, or nothing.</returns>
    public async Task<Fetched<T>> LookAsync(CancellationToken ct)
    {
        // A file system that hangs holds one thread, not one for every look.
        Task<Fetched<T>> reading;
        lock (_gate) reading = _reading is { IsCompleted: false } under ? under : _reading = Task.Run(Read, CancellationToken.None);
        try
        {
            return await reading.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return new(null, $"{paths[0]}: it could not be read in time");
        }
    }

    /// <summary>The same, at once, for one who has a thread to wait with. Not beside <see cref="LookAsync"/>.</summary>
    internal Fetched<T> Read()
    {
        var contents = new List<byte[]>();
        try
        {
            foreach (var path in paths)
            {
                try
                {
                    contents.Add(RegularFile.Read(path));
                }
                catch (IOException failure)
                {
                    return new(_good, $"{path}: {failure.Message}");
                }
            }

            var digest = DigestOf(contents);
            if (!digest.AsSpan().SequenceEqual(_digest))
            {
                (_digest, _read) = (digest, read(contents));
                _good = _read.Value ?? _good;
            }

            return new(_good, _read.Fault);
        }
        finally
        {
            foreach (var content in contents) CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] DigestOf(List<byte[]> contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in contents) hash.AppendData(SHA256.HashData(content));
        return hash.GetHashAndReset();
    }
}
