using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Voidkey.Server.Telemetry;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>A caller's trace is taken as W3C Trace Context has it, or not at all.</summary>
public sealed class TraceContextTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{Trace}-00f067aa0ba902b7-01";

    public static TheoryData<string> Malformed => new(
        "",
        "00",
        "00-made-up-01",
        $"00-{Trace}-00f067aa0ba902b7",
        $"00-{Trace}-00f067aa0ba902b7-1",
        $"00-{Trace}-00f067aa0ba902b7-01-",
        $"00-{Trace}-00f067aa0ba902b7-01-more",
        $"00-{Trace}-00f067aa0ba902b7-0x",
        $"ff-{Trace}-00f067aa0ba902b7-01",
        $"0g-{Trace}-00f067aa0ba902b7-01",
        $"01-{Trace}-00f067aa0ba902b7-01more",
        $"01-{Trace}-00f067aa0ba902b7-01-{new string('a', 600)}",
        $"00-{new string('0', 32)}-00f067aa0ba902b7-01",
        $"00-{Trace}-{new string('0', 16)}-01",
        $"00-{Trace.ToUpperInvariant()}-00f067aa0ba902b7-01",
        $"00-{Trace}-00F067AA0BA902B7-01",
        $"00_{Trace}_00f067aa0ba902b7_01",
        $" {Parent}",
        $"{Parent} ",
        $"00-{Trace[..31]}\u0435-00f067aa0ba902b7-01");

    public static TheoryData<string> GoodStates => new("a=1", "vendor=opaque,tenant@system=x y", "a=1, b=2\t,,c=3", $"a={new string('v', 256)}");

    public static TheoryData<string> BadStates => new(
        "a", "=1", "a=", "A=1", "a=1=2", "a b=1", "a=\u00e9", "a=\u0001", "_a=1", ",", $"a={new string('v', 257)}", $"{new string('k', 257)}=1", $"a={new string('v', 250)},b={new string('v', 250)},c={new string('v', 250)}",
        string.Join(',', Enumerable.Range(0, 33).Select(static i => $"k{i}=v")));

    [Fact]
    public void A_whole_parent_is_taken_with_its_flags()
    {
        var context = Of(Parent);
        Assert.Equal((Trace, "00f067aa0ba902b7", ActivityTraceFlags.Recorded, true), (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.TraceFlags, context.IsRemote));
        Assert.Equal(ActivityTraceFlags.None, Of(Parent[..^2] + "00").TraceFlags);
        Assert.Equal(Trace, Of($"01-{Parent[3..]}-what comes later").TraceId.ToHexString());
    }

    [Theory, MemberData(nameof(Malformed))]
    public void A_malformed_parent_is_none(string parent) => Assert.Equal(default, Of(parent, "a=1"));

    [Fact]
    public void Two_parents_are_none() => Assert.Equal(default, Of(new StringValues([Parent, Parent])));

    [Theory, MemberData(nameof(GoodStates))]
    public void A_state_is_kept_as_it_came(string state) => Assert.Equal(state, Of(Parent, state).TraceState);

    [Theory, MemberData(nameof(BadStates))]
    public void A_malformed_state_is_left_out_and_the_parent_kept(string state)
    {
        var context = Of(Parent, state);
        Assert.Equal((Trace, null), (context.TraceId.ToHexString(), context.TraceState));
    }

    [Fact]
    public void States_of_several_headers_are_one_list() => Assert.Equal("a=1,b=2", Of(Parent, new StringValues(["a=1", "b=2"])).TraceState);

    [Fact]
    public void A_state_without_a_parent_is_nothing() => Assert.Equal(default, Of(StringValues.Empty, "a=1"));

    private static ActivityContext Of(StringValues parent, StringValues state = default)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.TraceParent = parent;
        http.Request.Headers.TraceState = state;
        return TraceContext.Of(http.Request);
    }
}
