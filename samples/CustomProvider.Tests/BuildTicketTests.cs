using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Voidkey;
using Voidkey.Http;
using Voidkey.Testing;
using Xunit;

namespace CustomProvider.Tests;

/// <summary>Tickets through a whole broker: what the validator verifies, and what the broker asks beside it.</summary>
public sealed class BuildTicketTests : IDisposable
{
    private readonly ECDsa _farm = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_job_is_let_in_by_its_ticket()
    {
        var caller = await AskAsync(Ticket());
        Assert.True(caller.TryGet(out var known, out var error), $"{error}");
        Assert.Equal(("build-farm", "releases/42"), (known.Principal.Idp, known.Principal.Subject));
        Assert.Single(known.Identities);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "project", "missing" }, { "job", "missing" }, { "for", "missing" }, { "issued", "missing" }, { "expires", "missing" },
        { "for", "'another service'" }, { "expires", "1" }, { "issued", "1" }, { "issued", "'soon'" }, { "project", "7" },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task A_ticket_that_says_something_else_is_refused(string member, string value)
    {
        var payload = Payload();
        if (value == "missing") payload.Remove(member);
        else payload[member] = JsonNode.Parse(value.Replace('\'', '"'));
        await RefusedAsync(Ticket(payload.ToJsonString()));
    }

    [Fact]
    public async Task A_ticket_that_is_not_the_farms_is_refused()
    {
        var ticket = Ticket();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var forged in new[]
        {
            Ticket(key: stranger), $"{ticket}=", $"{ticket}A", ticket[..^1], ticket[..ticket.LastIndexOf('.')], "bt1.", "bt1..", "bt1", "bt2" + ticket[3..], ticket.Replace("bt1.", "bt1. ", StringComparison.Ordinal),
            Ticket("""{"project":"a","project":"releases"}"""), Ticket("[]"), Ticket("{}"), $"bt1.{Base64Url.EncodeToString("{}"u8)}.{ticket[(ticket.LastIndexOf('.') + 1)..]}",
        })
        {
            await RefusedAsync(forged);
        }
    }

    [Theory]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "x")]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAF")]
    public void A_key_that_is_none_is_said_when_the_configuration_is_loaded(string piece, string by)
    {
        Assert.Contains(piece, Sample.Text, StringComparison.Ordinal);
        var problem = Assert.Single(Sample.Load(Sample.Text.Replace(piece, by, StringComparison.Ordinal)).Problems);
        Assert.Contains("a public key on P-256", problem.Message, StringComparison.Ordinal);
    }

    private static JsonObject Payload()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject { ["project"] = "releases", ["job"] = "42", ["for"] = "voidkey", ["issued"] = now, ["expires"] = now + 600 };
    }

    private string Ticket(string? payload = null, ECDsa? key = null)
    {
        var signed = $"bt1.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload ?? Payload().ToJsonString()))}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _farm).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private async Task RefusedAsync(string ticket)
    {
        Assert.False((await AskAsync(ticket)).TryGet(out _, out var error), ticket);
        Assert.True(error.Code is BrokerErrorCode.InvalidToken or BrokerErrorCode.TokenExpired, $"{ticket}: {error}");
    }

    private async Task<Result<KnownCaller>> AskAsync(string ticket)
    {
        using var http = new OutboundHttp(new FakeNetwork());
        var shipped = Sample.Text.Split('\n').Single(static line => line.StartsWith("    publicKey:", StringComparison.Ordinal));
        var loaded = Sample.Load(Sample.Text.Replace(shipped, $"    publicKey: {Convert.ToBase64String(_farm.ExportSubjectPublicKeyInfo())}", StringComparison.Ordinal), http, TimeProvider.System);
        Assert.Empty(loaded.Problems);

        await using var host = BrokerHost.Start(loaded.Snapshot!, http, TimeProvider.System, NullLoggerFactory.Instance);
        return await host.Current.Broker.RecognizeAsync(new Secret(ticket), new RequestOrigin("test", null), CancellationToken.None);
    }
}
