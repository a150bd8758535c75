using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Buildkite: the agent's own program makes a token for any audience.</summary>
/// <remarks>buildkite.com/docs, "buildkite-agent oidc". The subject contains the commit: policies match claims instead.</remarks>
internal sealed class BuildkiteSource(Invocation invocation) : ITokenSource
{
    private const string Program = "buildkite-agent";

    public string Name => "buildkite";

    public string Sign => "BUILDKITE is not set";

    public bool IsHere => invocation.InEnvironment("BUILDKITE")?.Value == "true";

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (invocation.Surroundings.Programs.Find(Program) is not { } program)
            return Failure.NoToken("Buildkite cannot be asked for a token", $"there is no program {Program} on the PATH", "run the step on the agent itself, or mount the program into the container");
        if (!(await audience.GetAsync("https://agent.buildkite.com", ct)).TryGet(out var name, out var failure)) return failure;

        string[] wanted = name.Length == 0 ? [] : ["--audience", name];
        return await new TokenProgram(invocation, "`buildkite-agent oidc request-token`", program, ["oidc", "request-token", .. wanted]).RunAsync(ct);
    }
}
