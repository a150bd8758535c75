using System.Text;

namespace Voidkey.Cli.Sessions;

/// <summary>The keyring of the user's desktop.</summary>
internal sealed class KeyringStore(IKeyring keyring, TimeProvider time) : ISessionStore
{
    public const string StoreName = "keyring";

    /// <summary>A keyring that is locked asks its owner, and may do so where nobody sees it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly Failure Silent = Unavailable("the keyring did not answer within 3s", "it may be locked, and be asking for its password somewhere");

    public string Name => StoreName;

    public string Place => keyring.Name;

    public async Task<Failure?> RefuseAsync(CancellationToken ct) => (await ReadAsync(new SessionKey("", ""), ct)).TryGet(out _, out var failure) ? null : failure;

    public async Task<Result<byte[]>> ReadAsync(SessionKey key, CancellationToken ct)
    {
        if (!(await WithinPatienceAsync(() => keyring.Find(key), ct)).TryGet(out var found, out var failure)) return failure;
        return found.Length > SessionJson.MaxBytes ? SessionRegistry.Unreadable(key, keyring.Name) : Encoding.UTF8.GetBytes(found);
    }

    public async Task<Failure?> WriteAsync(SessionKey key, byte[] content, CancellationToken ct) =>
        (await WithinPatienceAsync(() => keyring.Keep(key, Encoding.UTF8.GetString(content)) is { } failure ? failure : "", ct)).TryGet(out _, out var failure) ? null : failure;

    public async Task<Failure?> RemoveAsync(SessionKey key, CancellationToken ct) =>
        (await WithinPatienceAsync(() => keyring.Remove(key) is { } failure ? failure : "", ct)).TryGet(out _, out var failure) ? null : failure;

    public static Failure Unavailable(string message, string? reason) => new(
        ExitCode.Configuration, FailureCodes.Storage, message, reason, "unlock it, or keep tokens in a file in the clear: --insecure-storage, or `storage: file` in your configuration file");

    /// <summary>On a thread of its own, which nobody waits for once the time is over.</summary>
    private async Task<Result<string>> WithinPatienceAsync(Func<Result<string>> ask, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<Result<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => answer.SetResult(ask())) { IsBackground = true }.Start();
        try
        {
            return await answer.Task.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            return Silent;
        }
    }
}
