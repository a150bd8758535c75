using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Sessions;

/// <summary>Everybody who has logged in on this machine as this user. A record says that there is a session and which store has its tokens.</summary>
internal sealed class SessionRegistry(Invocation invocation)
{
    /// <summary>What <c>storage</c> says where nothing may be kept.</summary>
    public const string NoStorage = "none";

    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(50);

    private readonly string? _directory = new ConfigPaths(invocation).Sessions;

    private IPrivateFiles Files => invocation.Surroundings.PrivateFiles;

    /// <summary>What nobody can read is told and left out: it must not keep the other sessions from being used.</summary>
    public Result<IReadOnlyList<SessionRecord>> All()
    {
        if (_directory is null) return Array.Empty<SessionRecord>();
        if (!Files.List(_directory).TryGet(out var names, out var failure)) return failure;

        var records = new List<SessionRecord>();
        foreach (var name in names.Where(static name => name.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (Files.Read(Path.Combine(_directory, name), SessionJson.MaxBytes).TryGet(out var content, out failure) && SessionJson.ReadRecord(content) is { } record && name == $"{record.Key.Id}.json") records.Add(record);
            else invocation.Messages.Warn($"{Path.Combine(_directory, name)} is no record of a session, so it is ignored; remove it");
        }

        return records.OrderBy(static record => record.Key.Broker, StringComparer.Ordinal).ThenBy(static record => record.Key.Idp, StringComparer.Ordinal).ToArray();
    }

    /// <summary>Which store new sessions go to.</summary>
    /// <param name="insecure">Whether somebody said that tokens may be kept in the clear.</param>
    public Result<ISessionStore> Choose(bool insecure)
    {
        var storage = invocation.Config.AfterVariables("storage");
        if (_directory is null) return ConfigEdit.Homeless();
        if (insecure || storage?.Value == FileStore.StoreName) return new FileStore(Files, _directory);
        if (storage?.Value == NoStorage)
            return new Failure(ExitCode.Configuration, FailureCodes.Storage, "nothing is kept here, so nobody can log in", $"`storage: none` at {storage.Place}", "change it, or pass --insecure-storage");
        return new KeyringStore(invocation.Surroundings.Keyring, invocation.Surroundings.Time);
    }

    public async Task<Result<Session>> ReadAsync(SessionRecord record, CancellationToken ct)
    {
        if (!StoreOf(record).TryGet(out var store, out var failure)) return failure;
        if (!(await store.ReadAsync(record.Key, ct)).TryGet(out var content, out failure)) return failure;
        if (content.Length == 0) return Failure.NoToken($"the session with {record.Key.Idp} is gone from {store.Place}", "it was removed there, or the place is locked", HowToRenew(record.Key));
        return SessionJson.ReadSession(content, record.Key) is { } session && session.Issuer == record.Issuer ? session : Unreadable(record.Key, store.Place);
    }

    /// <summary>The tokens first: a record promises that they are there.</summary>
    public async Task<Failure?> SaveAsync(Session session, ISessionStore store, CancellationToken ct) =>
        await store.WriteAsync(session.Key, SessionJson.Of(session), ct) ?? Files.Write(RecordOf(session.Key), SessionJson.Of(SessionRecord.Of(session, store.Name)));

    /// <summary>The same where it is already.</summary>
    public async Task<Failure?> UpdateAsync(Session session, SessionRecord record, CancellationToken ct) =>
        StoreOf(record).TryGet(out var store, out var failure) ? await SaveAsync(session, store, ct) : failure;

    public async Task<Failure?> RemoveAsync(SessionRecord record, CancellationToken ct)
    {
        var failed = StoreOf(record).TryGet(out var store, out var failure) ? await store.RemoveAsync(record.Key, ct) : failure;
        return failed ?? Files.Remove(RecordOf(record.Key));
    }

    /// <summary>Waits for other processes that do something with this session. Whoever holds the lock reads it anew.</summary>
    public async Task<Result<SessionLock>> LockAsync(SessionKey key, CancellationToken ct)
    {
        var path = Path.Combine(_directory!, $"{key.Id}.lock");
        invocation.WaitingFor = $"another voidkey did not let go of {path}";
        while (true)
        {
            if (Files.TryLock(path, out var held) is { } failure) return failure;
            if (held is not null) return new SessionLock(held);
            await Task.Delay(LockInterval, invocation.Surroundings.Time, ct);
        }
    }

    public static Failure Unreadable(SessionKey key, string place) =>
        Failure.NoToken($"what {place} has as the session with {key.Idp} is none of ours", "it was changed, or is of another version", HowToRenew(key));

    /// <summary>What to run, where the name is one that a shell takes for nothing else.</summary>
    public static string HowToRenew(SessionKey key) => key.Idp.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && !key.Idp.StartsWith('-') ? $"voidkey login --idp {key.Idp}" : "voidkey login";

    private string RecordOf(SessionKey key) => Path.Combine(_directory!, $"{key.Id}.json");

    private Result<ISessionStore> StoreOf(SessionRecord record) => record.Storage switch
    {
        FileStore.StoreName => new FileStore(Files, _directory!),
        KeyringStore.StoreName => new KeyringStore(invocation.Surroundings.Keyring, invocation.Surroundings.Time),
        _ => Unreadable(record.Key, "the record of sessions"),
    };
}
