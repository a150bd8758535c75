using System.Text.Encodings.Web;
using System.Text.Json;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>CircleCI: its own program makes a token for any audience; where it is missing, the job's token with the organisation's.</summary>
/// <remarks>circleci.com/docs, "OpenID Connect tokens" and "OIDC tokens with custom claims".</remarks>
internal sealed class CircleCiSource(Invocation invocation) : ITokenSource
{
    private const string Variable = "CIRCLE_OIDC_TOKEN_V2";
    private const string Program = "circleci";

    public string Name => "circleci";

    public string Sign => $"neither CIRCLECI nor {Variable} is set";

    public bool IsHere => invocation.InEnvironment("CIRCLECI")?.Value == "true" || invocation.InEnvironment(Variable) is not null;

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (invocation.Surroundings.Programs.Find(Program) is not { } program) return FromVariable(audience);

        // The organisation's id is in the issuer, which only the token itself would tell.
        if (!(await audience.GetAsync("https://oidc.circleci.com/org/", ct)).TryGet(out var name, out var failure)) return failure;
        if (name.Length == 0) return FromVariable(audience);
        return await new TokenProgram(invocation, "`circleci run oidc get`", program, ["run", "oidc", "get", "--claims", Claims(name)]).RunAsync(ct);
    }

    private Result<Secret> FromVariable(Audience audience) => invocation.InEnvironment(Variable) is { } setting
        ? audience.Insist(TokenText.Check(setting.Value, setting.Origin), "install the circleci program in the job's image: it can ask for another audience")
        : Failure.NoToken("this job has no token of circleci", $"{Variable} is not set, and there is no program {Program} on the PATH", "use a context in the workflow: only then jobs have OIDC tokens");

    private static string Claims(string audience) => $$"""{"aud":"{{JsonEncodedText.Encode(audience, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}"}""";
}
