using Voidkey.Cli.Broker;
using Voidkey.Cli.Loopback;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Serving;

/// <summary>As much of the metadata server of Compute Engine as Google's libraries and gcloud ask of it for an access token.</summary>
/// <remarks>
/// cloud.google.com/docs, "View and query VM metadata". The protocol has nothing to tell its caller by but the header <c>Metadata-Flavor</c>, which keeps
/// pages in browsers away and no other program of this machine.
/// </remarks>
internal sealed class GceEndpoint(TimeProvider time) : ICredentialEndpoint
{
    private const string Root = "/computeMetadata/v1/";
    private const string Account = $"{Root}instance/service-accounts/default/";
    private const string Flavor = "Metadata-Flavor";
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private static readonly string[] Names = ["GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN"];
    private static readonly string[] ProjectNames = ["GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"];

    public string Protocol => "gce";

    public string Wanted => string.Join(" or ", Names);

    public bool Fits(KeyCredentials key) => First(key, Names) is not null;

    public IReadOnlyList<KeyValuePair<string, string>> Variables(string authority) => [new("GCE_METADATA_HOST", authority), new("GCE_METADATA_IP", authority)];

    public bool Owns(string path) => path == "/" || path.StartsWith("/computeMetadata/", StringComparison.Ordinal);

    public async Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, FreshKey key, CancellationToken ct)
    {
        // Google's own refuses what a proxy passed on.
        if (request.Header(Flavor) != "Google" || request.Header("X-Forwarded-For") is not null) return Text(403, "Missing Metadata-Flavor:Google header.");
        return request.Path switch
        {
            "/" => Text(200, "computeMetadata/"),
            Root => Text(200, "instance/\nproject/"),

            // Without the slash is how Google's library for Node.js asks whether there is such a server at all.
            $"{Root}instance" or $"{Root}instance/" => Text(200, "service-accounts/"),
            $"{Root}instance/service-accounts/" => Text(200, "default/"),
            Account => request.Query.Contains("recursive=true", StringComparison.OrdinalIgnoreCase) ? About() : Text(200, "aliases\nemail\nscopes\ntoken"),
            $"{Account}email" => Text(200, "default"),
            $"{Account}scopes" => Text(200, Scope),
            $"{Account}token" => await TokenAsync(key, ct),
            $"{Root}project/project-id" => await ProjectAsync(key, ct),
            _ => Text(404, "there is nothing here"),
        };
    }

    private async Task<LoopbackAnswer> TokenAsync(FreshKey key, CancellationToken ct)
    {
        if (!(await key.GetAsync(ct)).TryGet(out var credentials, out var failure)) return Text(ServedFailure.StatusOf(failure), failure.Message);
        return Json(JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", First(credentials, Names));
            json.WriteNumber("expires_in", Math.Max(0, (long)(credentials.ExpiresAt - time.GetUtcNow()).TotalSeconds));
            json.WriteString("token_type", "Bearer");
            json.WriteEndObject();
        }));
    }

    private static async Task<LoopbackAnswer> ProjectAsync(FreshKey key, CancellationToken ct)
    {
        if (!(await key.GetAsync(ct)).TryGet(out var credentials, out var failure)) return Text(ServedFailure.StatusOf(failure), failure.Message);
        return First(credentials, ProjectNames) is { } project ? Text(200, project) : Text(404, "the key sets no GOOGLE_CLOUD_PROJECT");
    }

    private static LoopbackAnswer About() => Json(JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("aliases");
        json.WriteStringValue("default");
        json.WriteEndArray();
        json.WriteString("email", "default");
        json.WriteStartArray("scopes");
        json.WriteStringValue(Scope);
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static string? First(KeyCredentials key, string[] names) => names.Select(name => key.Variables.GetValueOrDefault(name)).FirstOrDefault(static value => !string.IsNullOrEmpty(value));

    // Without a line break: what is read is the value.
    private static LoopbackAnswer Text(int status, string text) => new(status, "application/text", text, (Flavor, "Google"));

    private static LoopbackAnswer Json(string json) => new(200, "application/json", json, (Flavor, "Google"));
}
