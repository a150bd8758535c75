using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Azure Pipelines: the job's access token asks for an OIDC token. Its audience is always <c>api://AzureADTokenExchange</c>.</summary>
/// <remarks>learn.microsoft.com, Azure DevOps REST API, distributedtask/oidctoken/create. Without a service connection the subject is the pipeline: <c>p://ORG/PROJECT/PIPELINE</c>.</remarks>
internal sealed class AzurePipelinesSource(Invocation invocation) : ITokenSource
{
    private const string Url = "SYSTEM_OIDCREQUESTURI";
    private const string Right = "SYSTEM_ACCESSTOKEN";
    private const string Mapping = "map it into the step: env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }";

    public string Name => "azure-pipelines";

    public string Sign => $"neither TF_BUILD nor {Url} is set";

    public bool IsHere => string.Equals(invocation.InEnvironment("TF_BUILD")?.Value, "true", StringComparison.OrdinalIgnoreCase) || invocation.InEnvironment(Url) is not null;

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (invocation.InEnvironment(Url) is not { } setting) return Lacking(Url, "run a version of the Azure Pipelines agent that sets it");
        if (invocation.InEnvironment(Right) is not { } right) return Lacking(Right, Mapping);

        var bearer = new Secret(right.Value);
        invocation.Messages.NeverShow(bearer);
        if (!TokenText.Check(right.Value, Right).TryGet(out _, out var failure)) return failure;
        if (!RequestUrl.Read(setting).TryGet(out var url, out failure)) return failure;

        var endpoint = new TokenEndpoint(invocation, "Azure Pipelines", url.With("api-version", "7.1"), Mapping);
        var answer = await endpoint.AskAsync(HttpMethod.Post, request => Shape(request, bearer), ct);
        return answer.TryGet(out var said, out failure) ? audience.Insist(said.Member("oidcToken"), "leave --audience out: Azure Pipelines has one audience for all") : failure;
    }

    private static void Shape(HttpRequestMessage request, Secret bearer)
    {
        request.Authorize(bearer);
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } };

        // Otherwise a token that was not accepted is answered with a page to sign in at.
        request.Headers.TryAddWithoutValidation("X-TFS-FedAuthRedirect", "Suppress");
    }

    private static Failure Lacking(string variable, string hint) => Failure.NoToken("this job may not ask Azure Pipelines for a token", $"{variable} is not set", hint);
}
