using System.Net.Http.Headers;
using System.Text;
using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Providers.Sts;

/// <summary>Calls <c>AssumeRoleWithWebIdentity</c> (AWS STS API 2011-06-15), as AWS, MinIO and Ceph understand it.</summary>
/// <remarks>Parameters travel in the body, where no proxy logs them. Blanks travel as <c>%20</c>: Ceph takes <c>+</c> literally.</remarks>
internal sealed class StsClient(OutboundHttp http, Uri endpoint, TimeProvider time)
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");

    private readonly CloudCall _sts = new(StsErrors.Dialect, http);

    public Uri Endpoint { get; } = endpoint;

    /// <returns>A credential that has not expired, or what <see cref="IBoundKey.MintAsync"/> says.</returns>
    public ValueTask<Result<StsCredentials>> AssumeRoleAsync(StsForm form, MintContext context, CancellationToken ct)
    {
        if (context.Token is not { } token) return new(_sts.Errors.Invalid("no broker token was given"));

        var rest = $"&DurationSeconds={(long)context.Lifetime.TotalSeconds}&WebIdentityToken=";
        var body = Body(form.Fixed, form.For(context), rest, token.FormValue.Reveal());
        return AskAsync("AssumeRoleWithWebIdentity", _ => Request(body), ct);
    }

    /// <summary>Sends a request that gives credentials.</summary>
    /// <param name="action">Which, for the form of its answer.</param>
    /// <param name="request">Makes the request, anew for each try, out of what time it is.</param>
    /// <inheritdoc cref="AssumeRoleAsync" path="/returns"/>
    public async ValueTask<Result<StsCredentials>> AskAsync(string action, Func<DateTimeOffset, HttpRequestMessage> request, CancellationToken ct)
    {
        var sent = await _sts.SendAsync(() => request(time.GetUtcNow()), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        return StsAnswer.TryReadCredentials(answer.Body, action, time.GetUtcNow(), out var credentials, out var fault) ? credentials : _sts.Errors.Invalid(fault);
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = FormType;
        return new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = content };
    }

    // One array, no text in between: tokens are long, and every mint makes one of these.
    private static byte[] Body(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += part.Length;

        var body = new byte[length];
        var written = 0;
        foreach (var part in parts) written += Encoding.ASCII.GetBytes(part, body.AsSpan(written));
        return body;
    }
}
