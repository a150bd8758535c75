using System.Net.Http.Headers;
using System.Text.Json;
using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.GitHubApp;

/// <summary>A token of one installation, narrowed to repositories and permissions (GitHub REST API, "Create an installation access token for an app").</summary>
internal sealed class InstallationToken(CloudCall github, GitHubAppIdentity app, Uri url, IReadOnlyList<string> repositories, IReadOnlyList<KeyValuePair<string, string>> permissions, TimeProvider time) : IBoundKey
{
    public const string Token = "Token";
    public const string Expiration = "Expiration";

    // GitHub describes each repository at length.
    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly byte[] _body = Body(repositories, permissions);

    /// <summary>GitHub's messages are sentences and may name what was asked for: there is no code to be told.</summary>
    public static CloudDialect Dialect { get; } = new("GitHub", static _ => null) { Success = [201] };

    public IReadOnlyList<string> Fields { get; } = [Token, Expiration];

    /// <summary>What the gh command line and most tools read.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("GH_TOKEN", Token), new("GITHUB_TOKEN", Token)];

    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public bool HonoursLifetime => false;

    public bool NeedsBrokerToken => false;

    public string Destination => url.Authority;

    public string Target { get; } = string.Join(' ', repositories);

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var (assertion, fault) = await app.SignAsync(ct);
        if (assertion is null) return NoKey(fault);

        var sent = await github.SendAsync(() => Request(assertion), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        if (!CloudJson.TryRead(answer.Body, out var json)) return github.Errors.Invalid("the answer is not a strict JSON object");
        if (json.Word("token") is not { } token) return github.Errors.Invalid("there is no usable 'token'");
        if (json.Time("expires_at") is not { } expiresAt) return github.Errors.Invalid("'expires_at' is not a time");
        if (expiresAt <= time.GetUtcNow()) return github.Errors.Invalid("the token has expired already");

        // It is to have what was asked for and no more: were a member of the request not understood, all repositories would be in it.
        if (json.Word("repository_selection") != "selected") return github.Errors.Invalid("the token is not narrowed to the repositories");
        if (permissions.Any(asked => json.Word($"/permissions/{asked.Key}") != asked.Value)) return github.Errors.Invalid("the token's permissions are not those asked for");

        var secret = new Secret(token);
        var fields = new Dictionary<string, Secret>(2, StringComparer.Ordinal) { [Token] = secret, [Expiration] = new(Timestamps.Seconds(expiresAt)) };
        return new MintedCredential(fields, expiresAt, TokenReference.Of(secret));
    }

    private HttpRequestMessage Request(Secret assertion)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
        request.Headers.TryAddWithoutValidation("User-Agent", "voidkey");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", assertion.Reveal());
        return request;
    }

    private static byte[] Body(IReadOnlyList<string> repositories, IReadOnlyList<KeyValuePair<string, string>> permissions)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("repositories");
            foreach (var repository in repositories) json.WriteStringValue(repository);
            json.WriteEndArray();
            json.WriteStartObject("permissions");
            foreach (var (name, access) in permissions) json.WriteString(name, access);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static BrokerError NoKey(string fault) => new(BrokerErrorCode.CloudUnreachable, "The cloud cannot be reached for now.", $"GitHub: {fault}", TimeSpan.FromSeconds(1));
}
