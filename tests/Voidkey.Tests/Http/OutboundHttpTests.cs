using Voidkey.Http;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Http;

/// <summary>The way out as it is shipped, over real sockets.</summary>
public sealed class OutboundHttpTests : IDisposable
{
    private readonly OutboundHttp _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        var asked = 0;
        await using var target = await LoopbackServer.StartAsync(ct: The.Limit);
        target.Serve((_, _) => Task.FromResult(Answers.Text($"{Interlocked.Increment(ref asked)}")));
        await using var server = await LoopbackServer.StartAsync(ct: The.Limit);
        server.Serve(Fault.Redirect(status, target.Origin));

        using var answer = await SendAsync($"{server.Origin}/token");
        Assert.Equal((OutboundOutcome.Redirected, 0), (answer.Outcome, asked));
        using var direct = await SendAsync(target.Origin);
        Assert.Equal((OutboundOutcome.Answered, 1), (direct.Outcome, asked));
    }

    [Theory]
    [InlineData("self-signed"), InlineData("expired"), InlineData("not yet valid"), InlineData("another host"), InlineData("an unknown CA"), InlineData("an old protocol")]
    public async Task A_server_that_cannot_prove_who_it_is_is_told_nothing(string fault)
    {
        using var impostor = TlsImpostor.With(fault);
        using var answer = await SendAsync($"https://localhost:{impostor.Port}/token");
        Assert.Equal((OutboundOutcome.Unreachable, 0), (answer.Outcome, impostor.Received));
        Assert.DoesNotContain("canary-body", answer.Cause, StringComparison.Ordinal);

        // No client here speaks the old protocol, so that nobody can show.
        if (fault != "an old protocol") Assert.True(await impostor.ServesTheCredulousAsync(The.Limit));
    }

    private async Task<OutboundAnswer> SendAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("canary-body") };
        return await _http.SendAsync(request, 1024, The.Limit);
    }
}
