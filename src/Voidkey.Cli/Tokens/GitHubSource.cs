using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>GitHub Actions: a job with <c>permissions: id-token: write</c> is given a URL and the right to ask it for tokens of any audience.</summary>
/// <remarks>docs.github.com, "OpenID Connect reference", methods for requesting the OIDC token.</remarks>
internal sealed class GitHubSource(Invocation invocation) : ITokenSource
{
    private const string Url = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private const string Right = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
    private const string Permission = "add `permissions: id-token: write` to the job";

    public string Name => "github";

    public string Sign => $"neither GITHUB_ACTIONS nor {Url} is set";

    public bool IsHere => invocation.InEnvironment("GITHUB_ACTIONS")?.Value == "true" || invocation.InEnvironment(Url) is not null;

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (invocation.InEnvironment(Url) is not { } setting || invocation.InEnvironment(Right) is not { } right) return Lacking();

        var bearer = new Secret(right.Value);
        invocation.Messages.NeverShow(bearer);
        if (!TokenText.Check(right.Value, Right).TryGet(out _, out var failure)) return failure;
        if (!RequestUrl.Read(setting).TryGet(out var url, out failure)) return failure;
        if (!(await audience.GetAsync(Issuer(), ct)).TryGet(out var name, out failure)) return failure;

        var endpoint = new TokenEndpoint(invocation, "GitHub", name.Length == 0 ? url : url.With("audience", name), Permission);
        var answer = await endpoint.AskAsync(HttpMethod.Get, request => request.Authorize(bearer), ct);
        return answer.TryGet(out var said, out failure) ? said.Member("value") : failure;
    }

    private string Issuer() => invocation.InEnvironment("GITHUB_SERVER_URL")?.Value is { } server && server != "https://github.com"
        ? $"{server.TrimEnd('/')}/_services/token"
        : "https://token.actions.githubusercontent.com";

    private Failure Lacking() => Failure.NoToken(
        "this job may not ask GitHub for a token",
        $"{(invocation.InEnvironment(Url) is null ? Url : Right)} is not set{(invocation.InEnvironment("GITHUB_TOKEN") is null ? "" : "; GITHUB_TOKEN is no OIDC token and is never sent")}",
        $"{Permission}; pull requests from forks cannot have it");
}
