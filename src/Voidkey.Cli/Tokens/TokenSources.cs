using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Every built-in source, in the order in which they are asked: CI systems first, since a job may well run in a cluster or a cloud.</summary>
internal static class TokenSources
{
    /// <summary>Not a source: only a token that was given will do.</summary>
    public const string None = "none";

    public static IReadOnlyList<ITokenSource> Of(Invocation invocation) =>
    [
        new GitHubSource(invocation),
        VariableSource.GitLab(invocation),
        new CircleCiSource(invocation),
        new BuildkiteSource(invocation),
        VariableSource.Bitbucket(invocation),
        new AzurePipelinesSource(invocation),
        VariableSource.TerraformCloud(invocation),
        new KubernetesSource(invocation),
        new GcpSource(invocation),
    ];
}
