namespace Voidkey.Cli.Sessions;

/// <summary>A system whose keyring we do not know how to use.</summary>
internal sealed class NoKeyring : IKeyring
{
    private static readonly Failure None = KeyringStore.Unavailable("the keyring of this system is not supported", "tokens are kept in keyrings on Linux only");

    public string Name => "the keyring";

    public Result<string> Find(SessionKey key) => None;

    public Failure? Keep(SessionKey key, string text) => None;

    public Failure? Remove(SessionKey key) => None;
}
