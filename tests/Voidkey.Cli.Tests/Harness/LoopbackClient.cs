using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>What a program on this machine gets from a port of voidkey's.</summary>
internal sealed record Reply(int Status, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A program on this machine.</summary>
internal static class LoopbackClient
{
    private static readonly HttpMessageInvoker Http = new(BrokerHttp.Create(TimeSpan.FromSeconds(10)));

    public static Task<Reply> GetAsync(string url, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, url, headers);

    public static async Task<Reply> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply(
            (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
    }
}
