using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Diagnostics;

namespace Voidkey;

/// <summary>The audit sinks that are open: each place once, however many configurations have named it.</summary>
internal sealed class AuditSinks(BrokerMetrics metrics, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    // A request has 9 s for itself, and its records 5 s each at most. Should one be later, its line opens the sink once more.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LineSink> _open = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private IReadOnlyList<IAuditSink> _used = [];

    /// <summary>Opens all of these sinks, or none. Those that are open already stay as they are but for their timeout.</summary>
    /// <exception cref="IOException">A sink cannot be opened; the message names it.</exception>
    public AuditTrail Open(IReadOnlyList<AuditSinkSettings> settings)
    {
        lock (_gate)
        {
            var opened = new Dictionary<string, LineSink>(StringComparer.Ordinal);
            try
            {
                foreach (var sink in settings.Where(sink => !_open.ContainsKey(NameOf(sink)))) opened.Add(NameOf(sink), Open(sink));
            }
            catch (IOException)
            {
                foreach (var sink in opened.Values) _ = sink.DisposeAsync().AsTask();
                throw;
            }

            foreach (var (name, sink) in opened) _open.Add(name, sink);
            foreach (var sink in settings) _open[NameOf(sink)].Bound = sink.Timeout;
            _used = [.. settings.Select(sink => _open[NameOf(sink)])];
            return new AuditTrail(_used, metrics, time);
        }
    }

    /// <summary>Closes the sinks that are not in use any more, once the requests that may still record there have ended.</summary>
    public async Task CloseUnusedAsync()
    {
        LineSink[] leaving;
        lock (_gate) leaving = [.. _open.Values.Where(sink => !_used.Contains(sink))];
        if (leaving.Length == 0) return;

        await Task.Delay(Drain, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.IsCancellationRequested) return;
        lock (_gate)
        {
            // A later configuration may have named it again.
            leaving = [.. leaving.Where(sink => !_used.Contains(sink) && _open.Remove(sink.Name))];
        }

        foreach (var sink in leaving) await sink.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        LineSink[] all;
        lock (_gate) all = [.. _open.Values];
        foreach (var sink in all) await sink.DisposeAsync();
        _ended.Dispose();
    }

    private static string NameOf(AuditSinkSettings settings) => settings.Path is { } path ? $"file:{path}" : "stdout";

    private LineSink Open(AuditSinkSettings settings)
    {
        if (settings.Path is not { } path) return new LineSink(NameOf(settings), AuditStreams.StandardOutput, settings.Timeout, time, logger);
        try
        {
            return new LineSink(NameOf(settings), () => AuditStreams.File(path), settings.Timeout, time, logger);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the audit file '{path}' cannot be opened: {failure.Message}", failure);
        }
    }
}
