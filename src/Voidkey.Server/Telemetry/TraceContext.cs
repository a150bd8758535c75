using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Primitives;

namespace Voidkey.Server.Telemetry;

/// <summary>Reads the trace that a caller says his request belongs to (W3C Trace Context). He is believed in that, verified or not: it only says under which id we write things down.</summary>
internal static class TraceContext
{
    /// <summary>Tells the caller which span of which trace his request was (W3C Trace Context, response header).</summary>
    public const string ResponseHeader = "traceresponse";

    /// <summary>How long a <c>tracestate</c> may be that is kept, in characters: what §3.3.1.5 asks for, and no more.</summary>
    public const int MaxStateLength = 512;

    private const int ParentLength = 55;
    private const int MaxMembers = 32;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    /// <returns>What <c>traceparent</c> and <c>tracestate</c> say. Two parents, or one that is malformed, are none (§3.2.2); a state that is malformed or too long is left out (§3.3).</returns>
    public static ActivityContext Of(HttpRequest request)
    {
        if (request.Headers.TraceParent is not [{ } parent] || !IsParent(parent) || !ActivityContext.TryParse(parent[..ParentLength], null, isRemote: true, out var context)) return default;
        return request.Headers.TraceState is { Count: > 0 } state ? new ActivityContext(context.TraceId, context.SpanId, context.TraceFlags, StateOf(state), isRemote: true) : context;
    }

    // The platform reads the fields, and takes anything for what stands between them. Of a later version what follows the four fields of this one is not ours to know (§3.2.4); it is bounded all the same.
    private static bool IsParent(string parent) =>
        parent.Length is >= ParentLength and <= MaxStateLength
        && parent[2] == '-' && parent[35] == '-' && parent[52] == '-'
        && !parent.StartsWith("ff", StringComparison.Ordinal)
        && (parent.Length == ParentLength || (!parent.StartsWith("00", StringComparison.Ordinal) && parent[ParentLength] == '-'));

    private static string? StateOf(StringValues lists)
    {
        var length = 0;
        foreach (var list in lists) length += list?.Length ?? 0;
        if (length + lists.Count - 1 > MaxStateLength) return null;

        var state = string.Join(',', lists.ToArray());
        var members = 0;
        foreach (var part in state.AsSpan().Split(','))
        {
            var member = state.AsSpan(part).Trim(" \t");
            if (member.IsEmpty) continue;
            if (++members > MaxMembers || !IsMember(member)) return null;
        }

        return members == 0 ? null : state;
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        if (equals is < 1 or > 256 || member.Length - equals - 1 is < 1 or > 256) return false;
        return char.IsAsciiLetterOrDigit(member[0]) && !member[..equals].ContainsAnyExcept(KeyCharacters)
            && !member[(equals + 1)..].ContainsAnyExceptInRange(' ', '~') && !member[(equals + 1)..].Contains('=');
    }
}
