using System.Text;
using System.Text.Json;

namespace Voidkey.Cli.Broker;

/// <summary>Records as they come, each a line of JSON.</summary>
/// <param name="silence">How long may pass without a byte: a broker that lives sends a blank line now and then. Null: the command has a limit of its own.</param>
internal sealed class AuditFeed(HttpResponseMessage answer, Stream stream, TimeProvider time, TimeSpan? silence) : IDisposable
{
    private const int MaxLine = 1024 * 1024;

    private readonly byte[] _read = new byte[64 * 1024];
    private readonly MemoryStream _line = new();
    private int _from;
    private int _to;

    /// <summary>True once all of an answer that has an end was read, and nothing half of it was left over.</summary>
    public bool IsAtItsEnd { get; private set; }

    /// <summary>The next record; or why there is none any more.</summary>
    public async Task<Result<string>> NextAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (await LineAsync(ct) is not { } line) return ConnectionFailure.BrokenOff();
                if (line.Length == 0) continue;
                if (!IsObject(line)) return Failure.InvalidAnswer("a line of the record is not JSON");
                return EndOf(line) is { } end ? end : line;
            }
        }
        catch (IOException)
        {
            return ConnectionFailure.BrokenOff();
        }
        catch (InvalidDataException)
        {
            return Failure.InvalidAnswer("a line of the record is larger than 1 MiB, so it was not read");
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        answer.Dispose();
    }

    /// <returns>The next line without its end; null: there is none.</returns>
    private async Task<string?> LineAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = Array.IndexOf(_read, (byte)'\n', _from, _to - _from);
            _line.Write(_read, _from, (end < 0 ? _to : end) - _from);
            if (_line.Length > MaxLine) throw new InvalidDataException();
            if (end >= 0)
            {
                _from = end + 1;
                var line = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
                _line.SetLength(0);
                return line;
            }

            if (await ReadAsync(ct) is not { } read) return null;
            (_from, _to) = (0, read);
            if (read > 0) continue;
            IsAtItsEnd = _line.Length == 0;
            return null;
        }
    }

    /// <returns>How much there was; null: nothing, for too long.</returns>
    private async Task<int?> ReadAsync(CancellationToken ct)
    {
        if (silence is not { } limit) return await stream.ReadAsync(_read, ct);
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await stream.ReadAsync(_read, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsObject(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Failure? EndOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        if (!document.RootElement.TryGetProperty("type", out var type) || type.ToString() != "voidkey.feed.ended") return null;
        return (document.RootElement.TryGetProperty("why", out var why) ? why.ToString() : "") switch
        {
            "expired" => new Failure(ExitCode.Authentication, FailureCodes.FeedEnded, "the token has expired, and with it the record", Hint: "get a fresh token and run the command again"),
            "not_operator" => new Failure(ExitCode.Authorization, FailureCodes.FeedEnded, "the broker no longer takes you for an operator", "its configuration has changed"),
            "behind" => new Failure(ExitCode.Server, FailureCodes.FeedEnded, "records came faster than they were read", "some may be missing", "read the audit sinks, or run the command again"),
            _ => new Failure(ExitCode.Network, FailureCodes.FeedEnded, "the broker stops", Hint: "run the command again once it is back"),
        };
    }
}
