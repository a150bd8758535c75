using Voidkey.Cli.Commands;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The flags of <c>voidkey helper</c>.</summary>
internal sealed class HelperOptions
{
    /// <remarks>
    /// One name, as it is. Neither <c>default_keys</c> nor an alias counts: these programs run in any directory, and a project's file that
    /// came with a clone must not choose what they get.
    /// </remarks>
    public ValueOption Key { get; } = new("--key", "KEY", "the key to answer with") { Variables = ["VOIDKEY_KEYS"] };

    public IdentityOptions Identity { get; } = new();

    public void AddTo(Verb verb)
    {
        verb.Add(Key);
        Identity.AddTo(verb);
    }
}
