using Voidkey.Cli.Broker;
using Voidkey.Cli.Loopback;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Serving;

/// <summary>The container credential provider of the AWS SDKs and the aws command line.</summary>
/// <remarks>AWS SDKs and Tools Reference Guide, "Container credential provider": a URL on loopback, and a token that is sent as it is.</remarks>
internal sealed class AwsEndpoint : ICredentialEndpoint
{
    private const string Path = "/aws/credentials";
    private static readonly string[] Names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    private readonly LocalBearer _bearer = new();

    public string Protocol => "aws";

    public string Wanted => string.Join(", ", Names);

    public bool Fits(KeyCredentials key) => Names.All(name => key.Variables.GetValueOrDefault(name) is { Length: > 0 });

    public IReadOnlyList<KeyValuePair<string, string>> Variables(string authority) =>
    [
        new("AWS_CONTAINER_CREDENTIALS_FULL_URI", $"http://{authority}{Path}"),
        new("AWS_CONTAINER_AUTHORIZATION_TOKEN", _bearer.Value.Reveal()),
    ];

    public bool Owns(string path) => path == Path;

    public async Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, FreshKey key, CancellationToken ct)
    {
        if (!_bearer.Is(request.Header("Authorization"))) return Refused(401, "AccessDenied", "the Authorization header does not have AWS_CONTAINER_AUTHORIZATION_TOKEN");
        if (!(await key.GetAsync(ct)).TryGet(out var credentials, out var failure)) return Refused(ServedFailure.StatusOf(failure), failure.Code, failure.Message);
        return LoopbackAnswer.Json(200, JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("AccessKeyId", credentials.Variables[Names[0]]);
            json.WriteString("SecretAccessKey", credentials.Variables[Names[1]]);
            json.WriteString("Token", credentials.Variables[Names[2]]);
            json.WriteString("Expiration", Instants.Format(credentials.ExpiresAt));
            json.WriteEndObject();
        }));
    }

    private static LoopbackAnswer Refused(int status, string code, string message) => LoopbackAnswer.Json(status, JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }));
}
