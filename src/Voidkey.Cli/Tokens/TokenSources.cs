using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Every built-in source, in the order in which they are asked: CI systems first, since a job may well run in a cluster or a cloud; a person last.</summary>
internal static class TokenSources
{
    /// <summary>Not a source: only a token that was given will do.</summary>
    public const string None = "none";

    /// <summary>The names that no file may give to a source of its own.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = ["github", "gitlab", "circleci", "buildkite", "bitbucket", "azure-pipelines", "terraform-cloud", "kubernetes", "spiffe", "gcp", "login", "command", None];

    public static IReadOnlyList<ITokenSource> Of(Invocation invocation, IdentityOptions options) =>
    [
        new GitHubSource(invocation),
        VariableSource.GitLab(invocation),
        new CircleCiSource(invocation),
        new BuildkiteSource(invocation),
        VariableSource.Bitbucket(invocation),
        new AzurePipelinesSource(invocation),
        VariableSource.TerraformCloud(invocation),
        new KubernetesSource(invocation),
        new SpiffeSource(invocation),
        new GcpSource(invocation),
        new LoginSource(invocation, options),
        .. invocation.Config.TokenSourceNames.Select(name => new CommandSource(invocation, options, name, invocation.Config.TokenSource(name)!)),
    ];
}
