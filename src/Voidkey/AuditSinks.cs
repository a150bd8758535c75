using Microsoft.Extensions.Logging;
using Voidkey.Audit;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey;

/// <summary>The audit sinks that are open: each place once, however many configurations have named it.</summary>
internal sealed class AuditSinks : IAsyncDisposable
{
    // A request has 9 s for itself, and its records 5 s each at most. Should one be later, its line opens the sink once more.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LineSink> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileOutput> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WebhookOutput> _webhooks = new(StringComparer.Ordinal);
    private readonly OutboundHttp _http;
    private readonly CancellationTokenSource _ended = new();
    private readonly BrokerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _instance;
    private readonly DateTimeOffset _startedAt;
    private readonly ITimer _signing;
    private readonly RecentRecords _recent;
    private IReadOnlyList<IAuditSink> _used = [];

    /// <param name="recent">Where what they accepted is kept for a while.</param>
    public AuditSinks(OutboundHttp http, BrokerMetrics metrics, TimeProvider time, ILogger logger, RecentRecords recent)
    {
        (_http, _metrics, _time, _logger, _startedAt, _recent) = (http, metrics, time, logger, time.GetUtcNow(), recent);
        _instance = UniqueId.Next(_startedAt);
        _signing = time.CreateTimer(_ => SignWhatWaits(), null, AuditChain.LongestUnsigned, AuditChain.LongestUnsigned);
    }

    /// <summary>Opens all of these sinks, or none. Those that are open already stay as they are but for their timeout, their rotation and who signs.</summary>
    /// <param name="signer">Who signs the record; null: nobody.</param>
    /// <exception cref="IOException">A sink cannot be opened; the message names it.</exception>
    public AuditTrail Open(IReadOnlyList<AuditSinkSettings> settings, IRecordSigner? signer)
    {
        lock (_gate)
        {
            var opened = new Dictionary<string, LineSink>(StringComparer.Ordinal);
            try
            {
                foreach (var sink in settings.Where(sink => !_open.ContainsKey(NameOf(sink)))) opened.Add(NameOf(sink), Open(sink, signer));
            }
            catch (IOException)
            {
                foreach (var sink in opened.Values) _ = sink.DisposeAsync().AsTask();
                throw;
            }

            foreach (var (name, sink) in opened) _open.Add(name, sink);
            foreach (var sink in settings) Follow(sink, signer);
            _used = [.. settings.Select(sink => _open[NameOf(sink)])];
            return new AuditTrail(_used, _metrics, _time, _recent);
        }
    }

    /// <summary>Closes the sinks that are not in use any more, once the requests that may still record there have ended.</summary>
    public async Task CloseUnusedAsync()
    {
        LineSink[] leaving;
        lock (_gate) leaving = [.. _open.Values.Where(sink => !_used.Contains(sink))];
        if (leaving.Length == 0) return;

        await Task.Delay(Drain, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.IsCancellationRequested) return;
        lock (_gate)
        {
            // A later configuration may have named it again.
            leaving = [.. leaving.Where(sink => !_used.Contains(sink) && _open.Remove(sink.Name))];
            foreach (var sink in leaving) _ = _files.Remove(sink.Name) || _webhooks.Remove(sink.Name);
        }

        foreach (var sink in leaving) await sink.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _signing.DisposeAsync();
        await _ended.CancelAsync();
        LineSink[] all;
        lock (_gate) all = [.. _open.Values];
        foreach (var sink in all) await sink.DisposeAsync();
        _ended.Dispose();
    }

    private static string NameOf(AuditSinkSettings settings) =>
        settings.Webhook is { } webhook ? webhook.Name : settings.Path is { } path ? $"file:{path}" : "stdout";

    /// <summary>Has every file opened anew, for whoever has moved one; returns at once.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            foreach (var (name, file) in _files)
            {
                file.Leave();
                if (_open.TryGetValue(name, out var sink)) sink.Look();
            }
        }
    }

    private void Follow(AuditSinkSettings settings, IRecordSigner? signer)
    {
        var sink = _open[NameOf(settings)];
        (sink.Bound, sink.Signer) = (settings.Timeout, signer);
        if (_files.TryGetValue(sink.Name, out var file)) file.Rotation = settings.Rotation;
        if (settings.Webhook is { } webhook) _webhooks[sink.Name].Follow(webhook, settings.Timeout);
    }

    private void SignWhatWaits()
    {
        lock (_gate)
        {
            foreach (var sink in _open.Values) sink.SignWhatWaits();
        }
    }

    private LineSink Open(AuditSinkSettings settings, IRecordSigner? signer)
    {
        var name = NameOf(settings);
        var chain = new AuditChain(_instance, _startedAt, name, _time) { Signer = signer };
        if (settings.Webhook is { } webhook)
        {
            _webhooks[name] = new WebhookOutput(_http, _time, webhook, settings.Timeout);
            return new LineSink(name, _webhooks[name], settings.Timeout, _time, _logger, chain);
        }

        if (settings.Path is not { } path) return new LineSink(name, new StreamOutput(AuditStreams.StandardOutput), settings.Timeout, _time, _logger, chain);
        try
        {
            var file = new FileOutput(path, _time, _logger) { Rotation = settings.Rotation };
            var sink = new LineSink(name, file, settings.Timeout, _time, _logger, chain);
            _files[name] = file;
            return sink;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the audit file '{path}' cannot be opened: {failure.Message}", failure);
        }
    }
}
