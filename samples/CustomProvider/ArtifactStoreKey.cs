using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Voidkey;
using Voidkey.Access;
using Voidkey.Diagnostics;

namespace CustomProvider;

/// <summary>One repository of the store, for reading or for writing. Immutable: many requests mint with it at once.</summary>
internal sealed class ArtifactStoreKey(CloudCall store, Uri tokens, string repository, string access, TimeProvider time) : IBoundKey
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>How the store says what is wrong: <c>{"error":"quota_exceeded"}</c>.</summary>
    public static CloudDialect Dialect { get; } = new("artifact store", static body => CloudJson.TryRead(body, out var json) ? json.Word("error") : null)
    {
        Throttling = ["quota_exceeded"],
    };

    public IReadOnlyList<string> Fields { get; } = ["Token", "Repository", "Expiration"];

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("ARTIFACT_STORE_TOKEN", "Token"), new("ARTIFACT_STORE_REPOSITORY", "Repository")];

    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    public string Destination => tokens.Authority;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var sent = await store.SendAsync(() => Request(context), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        if (!CloudJson.TryRead(answer.Body, out var json)) return store.Errors.Invalid("the answer is not a strict JSON object");
        if (json.Word("token") is not { } token) return store.Errors.Invalid("the answer has no token");
        if (json.Word("id") is not { } id) return store.Errors.Invalid("the answer has no id");
        if (json.Time("expires_at") is not { } expiresAt) return store.Errors.Invalid("the answer does not say until when");
        if (expiresAt <= time.GetUtcNow()) return store.Errors.Invalid("the token has expired already");

        var fields = new Dictionary<string, Secret>(StringComparer.Ordinal)
        {
            ["Token"] = new(token),
            ["Repository"] = new(repository),
            ["Expiration"] = new(Timestamps.Seconds(expiresAt)),
        };
        return new MintedCredential(fields, expiresAt, id) { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["repository"] = repository } };
    }

    private HttpRequestMessage Request(MintContext context)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("repository", repository);
            json.WriteString("access", access);
            json.WriteNumber("seconds", (long)context.Lifetime.TotalSeconds);
            json.WriteEndObject();
        }

        // The broker's own token goes out, and this is the line on which it does. The caller's is not to be had here.
        return new HttpRequestMessage(HttpMethod.Post, tokens)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", context.Token!.Value.Reveal()) },
            Content = new StringContent(Encoding.UTF8.GetString(body.ToArray()), Encoding.UTF8, "application/json"),
        };
    }
}
