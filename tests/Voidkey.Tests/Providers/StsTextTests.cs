using System.Text;
using System.Text.Json;
using Voidkey.Identity;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>The texts that STS is sent, to the last character that there is room for.</summary>
public sealed class StsTextTests
{
    /// <summary>AWS STS API, RoleSessionName: <c>[\w+=,.@-]{2,64}</c>.</summary>
    [Fact]
    public void A_session_name_has_the_characters_that_the_cloud_takes()
    {
        const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
        for (var c = '\0'; c < 0x250; c++)
        {
            var isAllowed = Allowed.Contains(c, StringComparison.Ordinal);
            Assert.Equal(isAllowed, RoleSessionName.IsPart($"a{c}"));
            Assert.Equal(isAllowed, RoleSessionName.IsValid($"a{c}"));
            Assert.Equal(isAllowed ? c : '-', RoleSessionName.Readable($"{c}", 9)[0]);
        }

        Assert.Equal([false, true, true, false], new[] { 1, 2, 64, 65 }.Select(static length => RoleSessionName.IsValid(new string('a', length))));
        Assert.Equal(("abc", "ab"), (RoleSessionName.Readable("abc", 3), RoleSessionName.Readable("abc", 2)));
    }

    [Fact]
    public void A_session_is_named_after_whose_it_is()
    {
        Assert.Equal("repo-example-org-app-ref-refs-heads-feature-1f1e64d7dd1a2ee3b0f5"[..44], RoleSessionName.For(Caller("repo:example-org/app:ref:refs/heads/feature/long-name"))[..44]);
        Assert.Equal(RoleSessionName.MaxReadable + 21, RoleSessionName.For(Caller(new string('a', 100))).Length);
        Assert.NotEqual(RoleSessionName.For(Caller("a")), RoleSessionName.For(Caller("a") with { Idp = "other" }));
        Assert.NotEqual(RoleSessionName.For(Caller("ia") with { Idp = "c" }), RoleSessionName.For(Caller("a")));
    }

    /// <summary>Some 40 of 64 characters are for what people read; a claim that leaves room gives it to the others.</summary>
    [Theory]
    [InlineData("x", "abcdefghijklmnopqrstuvwxyz/abcdefghijkl", "x-abcdefghijklmnopqrstuvwxyz-abcdefghijkl-")]
    [InlineData("abcdefghijklmnopqrstuvwxy/", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstu-ABCDEFGHIJKLMNOPQRSTU-")]
    public void Claims_share_the_room_of_a_session_name(string a, string b, string readable)
    {
        var claims = JsonSerializer.SerializeToElement(new { a, b });
        Assert.True(new ClaimedSessionName(Templates.Text("'${claim:a}-${claim:b}'")).For(Caller("me") with { Claims = claims }).TryGet(out var name, out _));
        Assert.Equal(readable, name[..^20]);
    }

    [Fact]
    public void Policies_of_2048_characters_are_taken_and_not_one_more()
    {
        var policy = new ClaimedPolicy(Templates.Text("'a${claim:a}b${claim:b}c'"));
        Assert.True(policy.For(With(2000, 45)).TryGet(out var text, out _));
        Assert.Equal(2048, text.Length);
        Assert.False(policy.For(With(2000, 46)).TryGet(out _, out var error));
        Assert.Equal(("The token's claims are too long for this key's policy.", "with the token's claims the policy has 2049 characters; the cloud takes 2048"), (error.Message, error.Cause));

        static Principal With(int a, int b) => Caller("me") with { Claims = JsonSerializer.SerializeToElement(new { a = new string('x', a), b = new string('y', b) }) };
    }

    [Theory]
    [InlineData(1, true), InlineData(13, true), InlineData(14, false)]
    public void Elements_lie_within_each_other_to_a_depth(int levels, bool isRead)
    {
        var answer = StsWorld.Answer($"<x:y xmlns:x=\"urn:x\">{string.Concat(Enumerable.Repeat("<z>", levels))}{string.Concat(Enumerable.Repeat("</z>", levels))}</x:y>" + StsWorld.Fields());
        Assert.Equal(isRead, StsAnswer.TryReadCredentials(Encoding.UTF8.GetBytes(answer), "AssumeRoleWithWebIdentity", The.Moment, out _, out _));
    }

    [Fact]
    public void What_the_tools_of_AWS_read_is_what_is_handed_out() => Assert.Equal(
        ["AWS_ACCESS_KEY_ID=AccessKeyId", "AWS_SECRET_ACCESS_KEY=SecretAccessKey", "AWS_SESSION_TOKEN=SessionToken", "AWS_CREDENTIAL_EXPIRATION=Expiration"],
        StsFields.DefaultOutputs.Select(static output => $"{output.Key}={output.Value}"));

    /// <summary>AWS STS API, "Common errors", and what its SDKs take for throttling.</summary>
    [Fact]
    public void An_STS_that_asks_to_slow_down_is_understood()
    {
        Assert.Equal(["RequestLimitExceeded", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException"], StsErrors.Dialect.Throttling.Order(StringComparer.Ordinal));
        Assert.Equal(["IDPCommunicationError"], StsErrors.Dialect.Temporary);
    }

    [Fact]
    public void An_error_is_read_wherever_a_cloud_puts_it()
    {
        Assert.Equal("AccessDenied", Code("<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"));
        Assert.Equal("AccessDenied", Code("<Error><Code>AccessDenied</Code></Error>"));
        Assert.Null(Code("<Other><Code>AccessDenied</Code></Other>"));
        Assert.Null(Code("<Error><Code>Access"));
        Assert.Null(Code("<Error/>"));

        static string? Code(string document) => StsAnswer.ErrorCode(Encoding.UTF8.GetBytes(document));
    }

    private static Principal Caller(string subject) => new(The.Idp, The.Issuer, subject, The.Moment, The.Moment.AddMinutes(5), JsonSerializer.SerializeToElement(new { sub = subject }));
}
