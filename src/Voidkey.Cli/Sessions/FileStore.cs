namespace Voidkey.Cli.Sessions;

/// <summary>A file for each session that only its owner may read. Every program that runs as him can read it, and so can who gets the disk or a backup: it is used only where somebody says so.</summary>
internal sealed class FileStore(IPrivateFiles files, string directory) : ISessionStore
{
    public const string StoreName = "file";

    public string Name => StoreName;

    public string Place => $"a file in {directory}, in the clear";

    public Task<Failure?> RefuseAsync(CancellationToken ct) => Task.FromResult(files.Refuse(directory));

    public Task<Result<byte[]>> ReadAsync(SessionKey key, CancellationToken ct) => Task.FromResult(files.Read(PathOf(key), SessionJson.MaxBytes));

    public Task<Failure?> WriteAsync(SessionKey key, byte[] content, CancellationToken ct) => Task.FromResult(files.Write(PathOf(key), content));

    public Task<Failure?> RemoveAsync(SessionKey key, CancellationToken ct) => Task.FromResult(files.Remove(PathOf(key)));

    private string PathOf(SessionKey key) => Path.Combine(directory, $"{key.Id}.tokens");
}
