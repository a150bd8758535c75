using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Voidkey.Reliability.Fuzzing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Bodies, headers, tokens and URLs that are too large, fifty at a time, beside good mints.</summary>
internal static class Oversize
{
    private const int AtOnce = 50;
    private const int PerSecond = 50;
    private const int Kibi = 1024;

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures, time) = (performance.World, performance.Figures, performance.Time);
        await world.BeginAsync(ct);
        await world.WarmUpAsync(PerSecond, ct);
        var kinds = Kinds(world.Callers[0].Token(0));
        var statuses = new ConcurrentBag<(string Kind, int Status, bool IsRight, bool IsForgotten)>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        over.CancelAfter(performance.Length);
        var senders = Enumerable.Range(0, AtOnce).Select(async sender =>
        {
            for (var n = sender; !over.IsCancellationRequested; n++)
            {
                var (name, bytes, wanted) = kinds[n % kinds.Length];
                var reply = await RawReply.ToAsync(world.Port, new FuzzedRequest(bytes, false, name), time, ct);
                statuses.Add((name, reply.Status, wanted.Contains(reply.Status), reply.IsForgotten));
            }
        }).ToArray();
        var good = await world.Load.RunAsync(PerSecond, performance.Length, world.Mint, ct);
        await Task.WhenAll(senders);

        foreach (var odd in statuses.Where(static one => !one.IsRight).DistinctBy(static one => (one.Kind, one.Status))) Console.WriteLine($"  {odd.Kind}: {odd.Status}");
        figures.Tell("requests that are too large, by status (0: cut off without a word)", $"{statuses.Count:N0}; {string.Join(", ", statuses.CountBy(static one => one.Status).OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}"))}");
        figures.Exactly("requests that were not refused as docs/errors.md says", statuses.Count(static one => !one.IsRight), 0);
        figures.Exactly("requests without an answer or a close within 15 s", statuses.Count(static one => one.IsForgotten), 0);
        figures.None("good mints beside them that failed", good, 200);
    }

    // What is cut off while it is still being sent may see the cut before the answer.
    private static (string Name, byte[] Bytes, int[] Wanted)[] Kinds(string token) =>
    [
        ("a body of 64 KiB and a byte", Post($"Content-Length: {Number((64 * Kibi) + 1)}", new string(' ', (64 * Kibi) + 1), token), [413]),
        ("a body of 1 MiB", Post($"Content-Length: {Number(Kibi * Kibi)}", new string(' ', Kibi * Kibi), token), [413, 0]),
        ("a body announced with 1 TiB", Post("Content-Length: 1099511627776", "{", token), [413]),
        ("chunks of 4 MiB in all", Post("Transfer-Encoding: chunked", string.Concat(Enumerable.Repeat($"10000\r\n{new string(' ', 0x10000)}\r\n", 64)), token), [413, 0]),
        ("65,536 chunks of a byte", Post("Transfer-Encoding: chunked", string.Concat(Enumerable.Repeat("1\r\n \r\n", 0x10001)), token), [413, 0]),
        ("a header of 64 KiB", Post($"X: {new string('x', 64 * Kibi)}", "", token), [431, 0]),
        ("20,000 headers", Post(string.Join("\r\n", Enumerable.Range(0, 20_000).Select(static n => $"X{Number(n)}: y")), "", token), [431, 0]),
        ("a token of 24 KiB", Post("Content-Length: 2", "{}", new string('a', 24 * Kibi)), [400]),
        ("a URL of 1 MiB", Encoding.ASCII.GetBytes($"GET /{new string('u', Kibi * Kibi)} HTTP/1.1\r\nHost: x\r\n\r\n"), [414, 0]),
        ("10,000 arrays within each other", Post("Content-Length: 20000", new string('[', 10_000) + new string(']', 10_000), token), [400]),
    ];

    private static byte[] Post(string header, string body, string token) =>
        Encoding.ASCII.GetBytes($"POST /v1/credentials/mint HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n{header}\r\n\r\n{body}");

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
