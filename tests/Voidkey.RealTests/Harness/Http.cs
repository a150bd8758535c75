using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Voidkey.RealTests.Harness;

/// <summary>Plain HTTP, as a client without our code would speak it.</summary>
internal static class Http
{
    // No redirects, no proxy of the machine's, and a connection of its own for every request: a restarted server meets no stale one.
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    public static Task<Answer> GetAsync(string url, string? bearer = null) => SendAsync(new HttpRequestMessage(HttpMethod.Get, url), bearer);

    public static Task<Answer> PostAsync(string url, string json, string? bearer = null, string? traceParent = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        return SendAsync(request, bearer);
    }

    public static Task<Answer> PostFormAsync(string url, IReadOnlyDictionary<string, string> form, string? basic)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        if (basic is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(basic)));
        return SendAsync(request, null);
    }

    /// <returns>Whether anything answers at all, and with success.</returns>
    public static async Task<bool> IsOkAsync(string url)
    {
        try
        {
            return (await GetAsync(url)).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<Answer> SendAsync(HttpRequestMessage request, string? bearer)
    {
        using var _ = request;
        request.Headers.ConnectionClose = true;
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var response = await Invoker.SendAsync(request, limit.Token);
        return new Answer((int)response.StatusCode, response.Headers.ToString() + response.Content.Headers, await response.Content.ReadAsStringAsync(limit.Token));
    }
}

/// <summary>What came back.</summary>
/// <param name="Headers">As lines, <c>Name: value</c>.</param>
internal sealed record Answer(int Status, string Headers, string Body)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>A refusal must have this status, this error, and this reason where there is one to give.</summary>
    public Answer Is(int status, string error, string? reason = null)
    {
        Assert.True(Status == status, $"{Status}, expected {status}: {Body}");
        Assert.Contains("application/problem+json", Headers, StringComparison.Ordinal);
        Assert.Equal(error, Json.GetProperty("error").GetString());
        if (reason is not null) Assert.Equal(reason, Json.GetProperty("details").GetProperty("reason").GetString());
        return this;
    }

    /// <summary>The body of an answer that must be a success.</summary>
    public JsonElement Ok
    {
        get
        {
            Assert.True(Status == 200, $"{Status}: {Body}");
            return Json;
        }
    }
}
