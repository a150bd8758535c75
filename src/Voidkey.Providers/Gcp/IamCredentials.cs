using System.Net.Http.Headers;
using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Providers.Gcp;

/// <summary>The IAM Service Account Credentials API (REST v1): tokens of service accounts, for those who may have them.</summary>
internal sealed class IamCredentials(OutboundHttp http, string endpoint, TimeProvider time)
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private readonly CloudCall _iam = new(GcpErrors.Iam, http);

    /// <summary>Where tokens of one account are asked for.</summary>
    /// <param name="method"><c>generateAccessToken</c> or <c>generateIdToken</c>.</param>
    public Uri MethodOf(ServiceAccount account, string method) => new($"{endpoint}/v1/{account.Name}:{method}");

    /// <param name="url">One of <see cref="MethodOf"/>.</param>
    /// <param name="caller">The token of who asks.</param>
    /// <param name="body">What is asked for, as JSON.</param>
    public ValueTask<Result<GoogleToken>> GenerateAccessTokenAsync(Uri url, GoogleToken caller, byte[] body, CancellationToken ct) =>
        AskAsync(url, caller, body, static (answer, now) => GoogleAnswer.TryReadAccessToken(answer, now, out var token, out var fault) ? (token, null) : (null, fault), ct);

    /// <inheritdoc cref="GenerateAccessTokenAsync" path="/param"/>
    /// <param name="audience">Who the token must be for.</param>
    public ValueTask<Result<GoogleToken>> GenerateIdTokenAsync(Uri url, GoogleToken caller, byte[] body, string audience, CancellationToken ct) =>
        AskAsync(url, caller, body, (answer, now) => GoogleAnswer.TryReadIdToken(answer, audience, now, out var token, out var fault) ? (token, null) : (null, fault), ct);

    private async ValueTask<Result<GoogleToken>> AskAsync(
        Uri url, GoogleToken caller, byte[] body, Func<ReadOnlyMemory<byte>, DateTimeOffset, (GoogleToken? Token, string? Fault)> read, CancellationToken ct)
    {
        var sent = await _iam.SendAsync(() => Request(url, caller, body), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        var (token, fault) = read(answer.Body, time.GetUtcNow());
        return token is null ? _iam.Errors.Invalid(fault!) : token;
    }

    private static HttpRequestMessage Request(Uri url, GoogleToken caller, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = JsonType;
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Value.Reveal());
        return request;
    }
}
