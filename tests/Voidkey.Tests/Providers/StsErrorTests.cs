using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What a failed call means for the caller: try again, wait, or give up.</summary>
public sealed class StsErrorTests : IDisposable
{
    private readonly StsWorld _world = new();

    public static TheoryData<int, string, BrokerErrorCode> Codes { get; } = new()
    {
        { 400, "Throttling", BrokerErrorCode.CloudThrottled }, { 400, "ThrottlingException", BrokerErrorCode.CloudThrottled }, { 400, "RequestLimitExceeded", BrokerErrorCode.CloudThrottled },
        { 429, "TooManyRequestsException", BrokerErrorCode.CloudThrottled }, { 429, "Whatever", BrokerErrorCode.CloudThrottled }, { 503, "SlowDown", BrokerErrorCode.CloudThrottled },
        { 400, "IDPCommunicationError", BrokerErrorCode.CloudUnreachable }, { 500, "InternalFailure", BrokerErrorCode.CloudUnreachable }, { 502, "Whatever", BrokerErrorCode.CloudUnreachable },
        { 503, "ServiceUnavailable", BrokerErrorCode.CloudUnreachable }, { 403, "AccessDenied", BrokerErrorCode.MintRefused }, { 400, "ExpiredTokenException", BrokerErrorCode.MintRefused },
        { 400, "ExpiredToken", BrokerErrorCode.MintRefused }, { 400, "InvalidIdentityToken", BrokerErrorCode.MintRefused }, { 400, "MalformedPolicyDocument", BrokerErrorCode.MintRefused },
        { 400, "PackedPolicyTooLarge", BrokerErrorCode.MintRefused }, { 400, "ValidationError", BrokerErrorCode.MintRefused }, { 403, "RegionDisabledException", BrokerErrorCode.MintRefused },
        { 404, "NoSuchKey", BrokerErrorCode.MintRefused }, { 400, "throttling", BrokerErrorCode.MintRefused },
    };

    public static TheoryData<int, string, BrokerErrorCode> Bodies { get; } = new()
    {
        { 400, "garbage", BrokerErrorCode.MintRefused }, { 400, "", BrokerErrorCode.MintRefused }, { 400, "{\"code\":\"Throttling\"}", BrokerErrorCode.MintRefused }, { 500, "<html>", BrokerErrorCode.CloudUnreachable },
        { 204, "", BrokerErrorCode.MintInvalidResponse }, { 201, "<x/>", BrokerErrorCode.MintInvalidResponse }, { 403, "<Error><Code>a b upstream-text</Code></Error>", BrokerErrorCode.MintRefused },
        { 403, "<Error><Code>AccessDenied\nforged</Code></Error>", BrokerErrorCode.MintRefused }, { 400, "<!DOCTYPE x><Error><Code>Throttling</Code></Error>", BrokerErrorCode.MintRefused },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Codes))]
    public async Task An_error_of_STS_says_what_to_do(int status, string code, BrokerErrorCode expected)
    {
        foreach (var body in new[]
        {
            $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>upstream-text</Message></Error></ErrorResponse>",
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>upstream-text</Message><RequestId>tx0</RequestId></Error>",
        })
        {
            (_world.Status, _world.Body) = (status, body);
            var error = await _world.FailsAsync($"{status} {code}", expected);
            Assert.Equal($"STS: status {status}, {code}", error.Cause);
            Assert.Equal(expected is not BrokerErrorCode.MintRefused, error.RetryAfter is not null);
        }
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task An_error_that_cannot_be_read_is_judged_by_its_status(int status, string body, BrokerErrorCode expected)
    {
        (_world.Status, _world.Body) = (status, body);
        Assert.Equal($"STS: status {status}", (await _world.FailsAsync($"{status} {body}", expected)).Cause);
    }

    [Fact]
    public async Task A_good_document_under_a_bad_status_is_no_credential()
    {
        foreach (var status in new[] { 201, 400, 500 })
        {
            (_world.Status, _world.Body) = (status, StsWorld.Answer());
            Assert.False((await _world.MintAsync()).TryGet(out _, out _));
        }
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_takes_the_brokers_token_nowhere(int status)
    {
        _world.Network.Map(Outages.Elsewhere, (_, _) => Task.FromResult(Answers.Text(StsWorld.Answer())));
        _world.Network.Break(StsWorld.Origin, Fault.Redirect(status, Outages.Elsewhere + "/"));

        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));

        Assert.Equal(BrokerErrorCode.MintInvalidResponse, error.Code);
        Assert.Empty(_world.Network.RequestsTo(Outages.Elsewhere));
    }

    [Fact]
    public async Task A_cloud_that_does_not_answer_holds_nobody_beyond_his_time()
    {
        foreach (var fault in new[] { Fault.Hang, Fault.Drip(TimeSpan.FromSeconds(1), _world.Time) })
        {
            _world.Network.Break(StsWorld.Origin, fault);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(9), _world.Time);
            var result = await _world.Time.WaitAsync(_world.MintAsync(ct: limit.Token));
            Assert.False(result.TryGet(out _, out var error));
            Assert.Equal(BrokerErrorCode.ProviderTimeout, error.Code);
        }
    }

    [Fact]
    public async Task A_cloud_that_cannot_be_reached_is_said_to_be_so()
    {
        _world.Network.Break(StsWorld.Origin, Fault.Refuse);
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CloudUnreachable, error.Code);

        _world.Network.Break(StsWorld.Origin, Fault.Huge(300));
        Assert.False((await _world.MintAsync()).TryGet(out _, out error));
        Assert.Equal(BrokerErrorCode.MintInvalidResponse, error.Code);
        Assert.All(_world.Network.Requests, request => Assert.Equal("POST", request.Method));
        Assert.Equal(3, _world.Network.Requests.Count);
    }
}
