using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A CI system that puts the token into a variable before the job starts. The job's own configuration says for whom it is.</summary>
/// <param name="variable">Where the token is.</param>
/// <param name="platform">A variable that the platform sets in every job, and the value it must have, if that matters.</param>
/// <param name="lacking">What to write where when the token is missing.</param>
internal sealed class VariableSource(Invocation invocation, string name, string variable, (string Name, string? Value) platform, string lacking) : ITokenSource
{
    public string Name => name;

    public string Sign => $"neither {platform.Name} nor {variable} is set";

    public bool IsHere => invocation.InEnvironment(variable) is not null
        || (invocation.InEnvironment(platform.Name) is { } setting && (platform.Value is null || setting.Value == platform.Value));

    public Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct) => Task.FromResult(invocation.InEnvironment(variable) is { } setting
        ? audience.Insist(TokenText.Check(setting.Value, setting.Origin), lacking)
        : Failure.NoToken($"this job has no token of {name}", $"{variable} is not set", lacking));

    /// <remarks>docs.gitlab.com, "OpenID Connect (OIDC) Authentication Using ID Tokens": the author names the variable.</remarks>
    public static VariableSource GitLab(Invocation invocation) => new(
        invocation, "gitlab", "VOIDKEY_ID_TOKEN", ("GITLAB_CI", "true"), "add to the job: id_tokens: { VOIDKEY_ID_TOKEN: { aud: AUDIENCE } }");

    /// <remarks>support.atlassian.com, "Integrate Pipelines with resource servers using OIDC".</remarks>
    public static VariableSource Bitbucket(Invocation invocation) => new(
        invocation, "bitbucket", "BITBUCKET_STEP_OIDC_TOKEN", ("BITBUCKET_BUILD_NUMBER", null), "add `oidc: true` to the step; its audience is the workspace's");

    /// <remarks>developer.hashicorp.com, "Manually generate workload identity tokens".</remarks>
    public static VariableSource TerraformCloud(Invocation invocation) => new(
        invocation, "terraform-cloud", "TFC_WORKLOAD_IDENTITY_TOKEN", ("TFC_RUN_ID", null), "set TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace");
}
