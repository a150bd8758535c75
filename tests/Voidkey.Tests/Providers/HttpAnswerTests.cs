using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What the <c>http</c> provider takes for a credential, and what for a refusal.</summary>
public sealed class HttpAnswerTests : IDisposable
{
    private const string Url = "https://tokens.example.test/v1/tokens";
    private const string Good = """{"data":{"token":"service-token","id":"id-1","until":"2026-01-15T13:00:00Z","port":5432,"tls":true}}""";
    private readonly KeyWorld _world = new();
    private string _body = Good;
    private int _status = 200;

    public HttpAnswerTests() => _world.Network.Map(Url, (_, _) => Task.FromResult(Answers.Text(_body, "application/json", _status)));

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Fields_are_found_where_they_belong_and_are_variables_by_their_names()
    {
        var minted = await With("fields: { AccessToken: /data/token, PORT: /data/port, useTLS: /data/tls }, expiresAt: /data/until, reference: /data/id").MintsAsync();
        Assert.Equal(["AccessToken=service-token", "Expiration=2026-01-15T13:00:00Z", "PORT=5432", "useTLS=true"], minted.Fields.Select(static field => $"{field.Key}={field.Value.Reveal()}").Order(StringComparer.Ordinal));
        Assert.Equal(["ACCESS_TOKEN=AccessToken", "PORT=PORT", "USE_TLS=useTLS"], _world.Bound.DefaultOutputs.Select(static output => $"{output.Key}={output.Value}"));
        Assert.Equal(("id-1", The.Moment.AddHours(1)), (minted.Reference, minted.ExpiresAt));
    }

    public static TheoryData<string, string, string> Ends => new()
    {
        { "expiresAt: t", "\"2026-01-15T13:00:00Z\"", "2026-01-15T13:00:00Z" }, { "expiresAt: t", "\"2026-01-15T14:00:00.5+01:00\"", "2026-01-15T13:00:00Z" }, { "expiresAt: t", "1768482000", "2026-01-15T13:00:00Z" }, { "expiresAt: t", "1768482000000", "2026-01-15T13:00:00Z" },
        { "expiresAt: t", "\"1768482000\"", "2026-01-15T13:00:00Z" }, { "expiresIn: t", "3600", "2026-01-15T13:00:00Z" }, { "expiresIn: t", "\"3600\"", "2026-01-15T13:00:00Z" }, { "lifetime: 1h", "null", "2026-01-15T13:00:00Z" },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task When_it_ends_is_told_as_the_service_says(string end, string value, string expiration)
    {
        _body = $$"""{"token":"service-token","t":{{value}}}""";
        var minted = await With($"fields: {{ Token: token }}, {end}").MintsAsync();
        Assert.Equal(expiration, minted.Fields["Expiration"].Reveal());
        Assert.Matches("^sha256:[0-9a-f]{16}$", minted.Reference);
    }

    public static TheoryData<string, string> NoCredential => new()
    {
        { """{"data":{"token":"","id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" }, { """{"data":{"token":null,"id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" }, { """{"data":{"token":["x"],"id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" },
        { """{"data":{"token":{"a":1},"id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" }, { """{"data":{"token":"a\u0000b","id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" }, { """{"token":"x","data":{"id":"i","until":"2026-01-15T13:00:00Z"}}""", "'/data/token'" },
        { """{"data":{"token":"x","id":"i"}}""", "'/data/until'" }, { """{"data":{"token":"x","id":"i","until":"tomorrow"}}""", "'/data/until'" }, { """{"data":{"token":"x","id":"i","until":"2026-01-15T13:00:00"}}""", "'/data/until'" }, { """{"data":{"token":"x","id":"i","until":true}}""", "'/data/until'" },
        { """{"data":{"token":"x","id":"i","until":"2026-01-15T12:00:00Z"}}""", "expired" }, { """{"data":{"token":"x","id":"i","until":0}}""", "expired" },
        { """{"data":{"token":"x","until":"2026-01-15T13:00:00Z"}}""", "'/data/id'" }, { """{"data":{"token":"x","id":"a b","until":"2026-01-15T13:00:00Z"}}""", "'/data/id'" }, { """{"data":{"token":"x","id":"e30.e30.AAAA","until":"2026-01-15T13:00:00Z"}}""", "'/data/id'" },
        { $$$"""{"data":{"token":"x","id":"{{{new string('i', 129)}}}","until":"2026-01-15T13:00:00Z"}}""", "'/data/id'" },
        { """{"data":{"token":"x","token":"y","id":"i","until":"2026-01-15T13:00:00Z"}}""", "strict JSON" }, { "[]", "strict JSON" }, { "upstream-text", "strict JSON" }, { "", "strict JSON" },
    };

    [Theory, MemberData(nameof(NoCredential))]
    public async Task An_answer_is_no_credential_when_it_is(string body, string fault)
    {
        With("fields: { Token: /data/token }, expiresAt: /data/until, reference: /data/id");
        _body = body;
        Assert.Contains(fault, (await _world.FailsAsync(body, BrokerErrorCode.MintInvalidResponse)).Cause, StringComparison.Ordinal);
        _body = Good;
        await _world.MintsAsync();
    }

    public static TheoryData<string, int, BrokerErrorCode?, int> Statuses => new()
    {
        { "", 200, null, 1 }, { "", 201, null, 1 }, { "", 202, BrokerErrorCode.MintInvalidResponse, 1 }, { "", 204, BrokerErrorCode.MintInvalidResponse, 1 },
        { ", success: [202]", 202, null, 1 }, { ", success: [202]", 200, BrokerErrorCode.MintInvalidResponse, 1 },
        { "", 400, BrokerErrorCode.MintRefused, 1 }, { "", 404, BrokerErrorCode.MintRefused, 1 }, { "", 429, BrokerErrorCode.CloudThrottled, 1 }, { "", 500, BrokerErrorCode.CloudUnreachable, 2 }, { "", 503, BrokerErrorCode.CloudUnreachable, 2 }, { "", 505, BrokerErrorCode.CloudUnreachable, 1 },
        { ", refused: [500]", 500, BrokerErrorCode.MintRefused, 1 }, { ", refused: [500]", 503, BrokerErrorCode.CloudUnreachable, 2 }, { ", refused: [500]", 403, BrokerErrorCode.MintRefused, 1 }, { ", refused: [429]", 429, BrokerErrorCode.CloudThrottled, 1 },
    };

    [Theory, MemberData(nameof(Statuses))]
    public async Task A_status_means_what_the_configuration_says(string more, int status, BrokerErrorCode? expected, int calls)
    {
        With($"fields: {{ Token: /data/token }}, expiresAt: /data/until{more}");
        _status = status;
        if (expected is { } code) await _world.FailsAsync($"{status}", code);
        else await _world.MintsAsync();
        Assert.Equal(calls, _world.Network.Requests.Count);
    }

    [Theory]
    [InlineData("""{"errors":[{"code":1001,"message":"upstream-text"}]}""", "service: status 400, 1001"), InlineData("""{"errors":[{"code":"no_such_role"}]}""", "service: status 400, no_such_role"), InlineData("""{"errors":[{"code":"two words upstream-text"}]}""", "service: status 400"), InlineData("""{"errors":[]}""", "service: status 400"), InlineData("upstream-text", "service: status 400")]
    public async Task The_services_code_goes_to_the_log_and_its_message_nowhere(string body, string cause)
    {
        With("fields: { Token: /data/token }, expiresAt: /data/until, errorCode: /errors/0/code");
        (_status, _body) = (400, body);
        Assert.Equal(cause, (await _world.FailsAsync(body, BrokerErrorCode.MintRefused)).Cause);
    }

    [Fact]
    public async Task A_certificate_keeps_its_lines()
    {
        _body = new JsonObject { ["cert"] = "-----BEGIN X-----\nAAAA\n-----END X-----\n" }.ToJsonString();
        var minted = await With("fields: { Certificate: cert }, lifetime: 5m").MintsAsync();
        Assert.Equal("-----BEGIN X-----\nAAAA\n-----END X-----\n", minted.Fields["Certificate"].Reveal());
    }

    private KeyWorld With(string response) => _world.With($"type: http\nurl: {Url}\nresponse: {{ {response} }}", "description: x");
}
