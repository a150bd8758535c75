using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A keyring that is only remembered; one may be missing, or never answer.</summary>
internal sealed class VirtualKeyring : IKeyring
{
    public Dictionary<SessionKey, string> Contents { get; } = [];

    public Failure? Missing { get; set; }

    /// <summary>Called before each answer.</summary>
    public Action? Before { get; set; }

    public string Name => "the keyring";

    public Result<string> Find(SessionKey key) => Ask() is { } failure ? failure : Contents.GetValueOrDefault(key, "");

    public Failure? Keep(SessionKey key, string text)
    {
        if (Ask() is { } failure) return failure;
        Contents[key] = text;
        return null;
    }

    public Failure? Remove(SessionKey key)
    {
        if (Ask() is { } failure) return failure;
        Contents.Remove(key);
        return null;
    }

    private Failure? Ask()
    {
        Before?.Invoke();
        return Missing;
    }
}
