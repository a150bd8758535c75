namespace Voidkey.Cli.Sessions;

/// <summary>What a desktop keeps secrets of its user in. It may take as long as it likes.</summary>
internal interface IKeyring
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Empty: there is nothing.</summary>
    Result<string> Find(SessionKey key);

    Failure? Keep(SessionKey key, string text);

    Failure? Remove(SessionKey key);
}
