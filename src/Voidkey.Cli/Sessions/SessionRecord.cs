namespace Voidkey.Cli.Sessions;

/// <summary>What is kept about a session beside its tokens, so that nobody has to open a keyring to know that there is one.</summary>
/// <param name="Storage">The name of the store that has the tokens.</param>
internal sealed record SessionRecord(SessionKey Key, string Issuer, string Subject, string Storage, DateTimeOffset ExpiresAt, bool IsRefreshable)
{
    public static SessionRecord Of(Session session, string storage) => new(session.Key, session.Issuer, session.Subject, storage, session.ExpiresAt, session.Refresh is not null);
}
