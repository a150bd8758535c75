using System.Text;

namespace Voidkey.Testing;

/// <summary>A request as it arrived. Its text form leaves out headers and body: they hold secrets.</summary>
/// <param name="method">In upper case.</param>
/// <param name="uri">With the query string, if any.</param>
/// <param name="headers">Name, in any casing → values joined by a comma.</param>
/// <param name="body">As UTF-8; empty where there was none.</param>
public sealed class RecordedRequest(string method, Uri uri, IReadOnlyDictionary<string, string> headers, string body)
{
    public string Method { get; } = method;

    public Uri Uri { get; } = uri;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public string Body { get; } = body;

    /// <summary>The body read as <c>application/x-www-form-urlencoded</c>; the first of several equal names.</summary>
    public IReadOnlyDictionary<string, string> Form => FormBody.First(Body);

    public override string ToString() => $"{Method} {Uri.GetLeftPart(UriPartial.Path)}";

    /// <summary>Records a request and leaves its body readable.</summary>
    public static async Task<RecordedRequest> OfAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
            headers[name] = string.Join(", ", values);

        // Buffered, so that a fake can read it after us.
        if (request.Content is not null) await request.Content.LoadIntoBufferAsync(ct);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(ct);
        return new RecordedRequest(request.Method.Method, request.RequestUri!, headers, Encoding.UTF8.GetString(body));
    }
}
