namespace Voidkey.Cli.Commands;

/// <summary>The flags of the commands that show a token.</summary>
internal sealed class IdentityOptions
{
    public ValueOption Bearer { get; } = new("--token", "JWT|-", "the OIDC token; - reads stdin");

    public ValueOption BearerFile { get; } = new("--token-file", "PATH", "read the token from a file");

    public ValueOption Idp { get; } = new("--idp", "NAME", "insist on this identity provider")
    { Variables = ["VOIDKEY_IDP"] };

    public void AddTo(Verb verb)
    {
        verb.Add(Idp);
        verb.Add(Bearer);
        verb.Add(BearerFile);
    }
}
