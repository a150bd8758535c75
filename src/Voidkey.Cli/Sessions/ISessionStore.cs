namespace Voidkey.Cli.Sessions;

/// <summary>Where the tokens of sessions are kept. Nothing else is ever kept there, and no credential that was minted.</summary>
internal interface ISessionStore
{
    /// <summary>As <c>voidkey status</c> shows it: <c>keyring</c>, <c>file</c>.</summary>
    string Name { get; }

    /// <summary>In words, for who has just logged in.</summary>
    string Place { get; }

    /// <summary>Why nothing could be kept here now, or null. Asked before a person does his part.</summary>
    Task<Failure?> RefuseAsync(CancellationToken ct);

    /// <summary>What is kept; empty: nothing.</summary>
    Task<Result<byte[]>> ReadAsync(SessionKey key, CancellationToken ct);

    Task<Failure?> WriteAsync(SessionKey key, byte[] content, CancellationToken ct);

    /// <summary>What is not there is removed already.</summary>
    Task<Failure?> RemoveAsync(SessionKey key, CancellationToken ct);
}
