using System.Buffers;
using System.Text;
using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The audit record of this instance for operators, line by line as the sinks got it: the last lines, or also those that come.</summary>
internal static class AuditFeed
{
    private const string ContentType = "application/x-ndjson";
    private const int DefaultLast = 100;
    private const int MostUnflushed = 64 * 1024;

    /// <summary>After so long without a record a blank line says that the connection lives.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>How long a follower may take to make room for more.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(10);

    /// <param name="stopping">Ends those who follow.</param>
    public static async Task AnswerAsync(HttpContext http, EndpointContext context, Operator by, AdminQuery query, CancellationToken stopping)
    {
        var last = query.Last ?? DefaultLast;
        if (!query.Follows)
        {
            await LastAsync(http, context.Host.ReadRecords(last));
            return;
        }

        using var follower = context.Host.FollowRecords(last);
        if (follower is null)
        {
            await Refusal.WriteAsync(http, context.Time, StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServiceUnavailable, "As many follow the record as may.", "followers", retryAfter: 10);
            return;
        }

        http.Response.ContentType = ContentType;
        try
        {
            var why = await FollowAsync(http, context, by, follower, stopping);
            http.Response.BodyWriter.Write(Encoding.ASCII.GetBytes($"{{\"type\":\"voidkey.feed.ended\",\"why\":\"{why}\"}}\n"));
            await FlushAsync(http, context.Time);
        }
        catch (OperationCanceledException)
        {
            // He has gone, or reads nothing: there is nobody to tell.
            http.Abort();
        }
    }

    private static async Task LastAsync(HttpContext http, IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = lines.Sum(static line => (long)line.Length);
        foreach (var line in lines) await http.Response.BodyWriter.WriteAsync(line, http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <returns>Why it has ended.</returns>
    private static async Task<string> FollowAsync(HttpContext http, EndpointContext context, Operator by, RecordFollower follower, CancellationToken stopping)
    {
        BearerToken.Read(http.Request, bodyToken: null, out var token);
        RunningBroker? checkedAgainst = null;
        while (true)
        {
            // Before anything is told: his token may have expired, and a reload may have put him out.
            if (by.Principal.ExpiresAt <= context.Time.GetUtcNow()) return "expired";
            var current = context.Host.Current;
            if (!ReferenceEquals(current, checkedAgainst))
            {
                using var deadline = RequestDeadline.Start(context.Time);
                if (token is null || await current.Operators.RecheckAsync(token, Minting.OriginOf(http), deadline.Token) is not null) return "not_operator";
                checkedAgainst = current;
            }

            for (var unflushed = 0; unflushed < MostUnflushed && follower.TryRead(out var line); unflushed += line.Length) http.Response.BodyWriter.Write(line.Span);
            await FlushAsync(http, context.Time);
            if (follower.IsDropped) return "behind";
            if (stopping.IsCancellationRequested) return "stopping";
            if (!await WaitAsync(http, context.Time, follower, stopping)) http.Response.BodyWriter.Write("\n"u8);
        }
    }

    /// <returns>False where it was silent for long.</returns>
    private static async Task<bool> WaitAsync(HttpContext http, TimeProvider time, RecordFollower follower, CancellationToken stopping)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stopping, http.RequestAborted);
        try
        {
            await follower.WaitAsync(any.Token);
            return true;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return stopping.IsCancellationRequested;
        }
    }

    private static async Task FlushAsync(HttpContext http, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(FlushLimit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(any.Token);
    }
}
