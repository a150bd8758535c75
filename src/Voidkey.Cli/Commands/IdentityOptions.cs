using System.CommandLine;
using Voidkey.Cli.Completion;

namespace Voidkey.Cli.Commands;

/// <summary>The flags of the commands that show a token.</summary>
internal sealed class IdentityOptions
{
    public ValueOption Bearer { get; } = new("--token", "JWT|-", "the OIDC token; - reads stdin") { IsIdentity = true };

    public ValueOption BearerFile { get; } = new("--token-file", "PATH", "read the token from a file") { IsIdentity = true };

    public ValueOption Idp { get; } = new("--idp", "NAME", "insist on this identity provider")
    { IsIdentity = true, Kind = ValueKind.Idp, Member = "idp", Variables = ["VOIDKEY_IDP"] };

    public ValueOption Source { get; } = new("--source", "NAME", "where to get the token")
    {
        IsIdentity = true,
        Member = "source",
        Kind = ValueKind.TokenSource,
        Variables = ["VOIDKEY_SOURCE"],
        Choices = ["github", "gitlab", "circleci", "buildkite", "bitbucket", "azure-pipelines", "terraform-cloud", "kubernetes", "spiffe", "gcp", "login", "none"],
    };

    public ValueOption Audience { get; } = new("--audience", "AUD", "for whom to ask the token") { IsIdentity = true, Member = "audience", Variables = ["VOIDKEY_AUDIENCE"] };

    public Switch NoCache { get; } = new("--no-cache", "use no token that was kept, and keep none") { IsIdentity = true };

    public ValueOption MinTtl { get; } = new("--min-ttl", "DUR", "a kept token must hold so long, default 1m") { IsIdentity = true };

    /// <summary>In the order of the help.</summary>
    public IReadOnlyList<Option> All => [Bearer, BearerFile, Source, Audience, Idp, NoCache, MinTtl];

    public void AddTo(Verb verb)
    {
        foreach (var option in All) verb.Add(option);
    }
}
