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
    [InlineData("220 canary-text ready\r\n\r\n")]
    [InlineData("HTTP/1.1 canary-text OK\r\n\r\n")]
    [InlineData("HTTP/canary-text 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncanary-text\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: canary-text\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ncanary-text\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabccanary-text\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncanary-text")]
    [InlineData("HTTP/1.1 302 canary-text\r\nLocation: /canary-text\r\n\r\n")]
    public async Task Of_what_came_over_the_wire_nothing_is_repeated(string said)
    {
        await using var server = new WireServer(said);
        using var answer = await SendAsync(server.Origin);
        Assert.NotEmpty(answer.Cause);
        Assert.DoesNotContain("canary", answer.Cause, StringComparison.Ordinal);
        Assert.True(server.Visits > 0);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_server_that_cannot_prove_who_it_is_is_told_nothing(string fault, bool isOwnTrusted)
    {
        using var own = TestAuthority.Root();
        using var impostor = TlsImpostor.With(fault, own);
        using var answer = await SendAsync($"{impostor.Origin}/token", isOwnTrusted ? Trusting(own.Pem) : _http);
        Assert.Equal((OutboundOutcome.Unreachable, 0), (answer.Outcome, impostor.Received));
        Assert.DoesNotContain("canary-body", answer.Cause, StringComparison.Ordinal);

        // No client here speaks the old protocol, so that nobody can show.
        if (fault != "an old protocol") Assert.True(await impostor.ServesTheCredulousAsync(The.Limit));
    }

    [Fact]
    public async Task A_server_of_a_private_authority_is_reached_where_that_is_trusted_and_nowhere_else()
    {
        using var own = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        using var server = new TlsServer(own.Issue());

        using (var trusted = await SendAsync(server.Origin, Trusting(own.Pem))) Assert.True(trusted.IsOk, trusted.Cause);
        var told = server.Received;
        using (var elsewhere = await SendAsync(server.Origin, Trusting(other.Pem))) Assert.Equal(OutboundOutcome.Unreachable, elsewhere.Outcome);
        using (var system = await SendAsync(server.Origin, _http)) Assert.Equal(OutboundOutcome.Unreachable, system.Outcome);
        Assert.Equal((3, told), (server.Connections, server.Received));
    }

    [Fact]
    public async Task Several_authorities_may_be_trusted_and_a_chain_may_come_from_either_side()
    {
        using var own = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        using var between = own.Intermediate();
        using var sent = between.PublicHalf();
        using var complete = new TlsServer(between.Issue(), [sent]);
        using var alone = new TlsServer(between.Issue());

        using (var bundle = await SendAsync(complete.Origin, Trusting($"{other.Pem}\n{own.Pem}\n"))) Assert.True(bundle.IsOk, bundle.Cause);
        using (var missing = await SendAsync(alone.Origin, Trusting(own.Pem))) Assert.Equal(OutboundOutcome.Unreachable, missing.Outcome);
        using (var supplied = await SendAsync(alone.Origin, Trusting($"{between.Pem}\n{own.Pem}\n"))) Assert.True(supplied.IsOk, supplied.Cause);
    }

    [Fact]
    public async Task A_certificate_that_signs_itself_may_be_its_own_authority()
    {
        var certificate = TestAuthority.SelfSigned();
        using var server = new TlsServer(certificate);
        using var answer = await SendAsync(server.Origin, Trusting(certificate.ExportCertificatePem()));
        Assert.True(answer.IsOk, answer.Cause);
    }

    [Fact]
    public async Task An_authority_that_has_expired_vouches_for_nobody()
    {
        using var expired = TestAuthority.Root(until: TimeProvider.System.GetUtcNow().AddDays(-1));
        using var server = new TlsServer(expired.Issue(fromDays: -3, untilDays: -2));
        using var answer = await SendAsync(server.Origin, Trusting(expired.Pem));
        Assert.Equal((OutboundOutcome.Unreachable, 0), (answer.Outcome, server.Received));
    }

    [Fact]
    public async Task Connections_are_shared_by_all_who_trust_the_same_authorities()
    {
        using var own = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        using var server = new TlsServer(own.Issue());

        Assert.Same(Trusting(own.Pem), Trusting($"\n# the same\n{own.Pem}"));
        Assert.Same(Trusting($"{own.Pem}\n{other.Pem}"), Trusting($"{other.Pem}\n{own.Pem}\n{own.Pem}"));
        Assert.Same(Trusting(own.Pem), Trusting(other.Pem).Trusting(Anchors(own.Pem)));
        Assert.Same(_http, Trusting(own.Pem).Trusting(null));
        Assert.NotSame(Trusting(own.Pem), Trusting(other.Pem));

        for (var i = 0; i < 3; i++)
        {
            using var answer = await SendAsync(server.Origin, Trusting(own.Pem));
            Assert.True(answer.IsOk, answer.Cause);
        }

        Assert.Equal(1, server.Connections);
    }

    public static TheoryData<string, bool> Faults()
    {
        var faults = new TheoryData<string, bool>();
        foreach (var fault in TlsImpostor.Faults)
        {
            faults.Add(fault, false);
            faults.Add(fault, true);
        }

        return faults;
    }

    private static TrustAnchors Anchors(string pem) => TrustAnchors.TryRead(pem, out var anchors, out var fault) ? anchors : throw new InvalidOperationException(fault);

    private OutboundHttp Trusting(string pem) => _http.Trusting(Anchors(pem));

    private Task<OutboundAnswer> SendAsync(string url) => SendAsync(url, _http);

    private static async Task<OutboundAnswer> SendAsync(string url, OutboundHttp http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("canary-body") };
        return await http.SendAsync(request, 1024, The.Limit);
    }
}
