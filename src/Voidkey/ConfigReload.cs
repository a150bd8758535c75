using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Diagnostics;

namespace Voidkey;

/// <summary>Puts changes of the configuration in force while the broker runs: parsed, checked, swapped; or refused, and then nothing changes.</summary>
/// <remarks>One loop does all of it, so there is one reload at a time, whoever asks for it.</remarks>
/// <param name="first">What the broker was started with.</param>
/// <param name="swapped">Told what is in force from now on.</param>
public sealed class ConfigReload(BrokerHost host, ConfigSource source, LoadedConfig first, TimeProvider time, ILoggerFactory loggers, Action<BrokerSnapshot> swapped)
{
    private const int MostProblems = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger("Voidkey");
    private readonly SettledLook _files = new();
    private ConfigFiles _read = first.Files;
    private string? _tried = first.Files.Content;
    private volatile TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ReloadOutcome? _last;
    private WantedReload? _wanted;

    /// <summary>What came of the last one; null: there was none since the start.</summary>
    public ReloadOutcome? Last => _last;

    /// <summary>The files that were read last: those of the configuration, and what it names.</summary>
    public IReadOnlyList<string> Files => _read.Paths;

    /// <summary>Called when a reload has ended, whatever came of it.</summary>
    public Action? Ended { get; set; }

    /// <summary>Asks for a reload, whether or not a file has changed. Returns at once; asking again before it began makes no second one.</summary>
    public void Ask() => _asked.TrySetResult();

    /// <summary>Reloads for an operator, who is named in its record, and waits for what comes of it. One such request at a time may wait for its turn.</summary>
    /// <param name="requestId">The id of his request.</param>
    /// <param name="ct">Ends the wait, not the reload.</param>
    /// <returns>What came of it; or <see cref="BrokerErrorCode.ReloadPending"/> where it has not begun or not ended.</returns>
    public async Task<Result<ReloadOutcome>> ReloadForAsync(Operator by, string requestId, CancellationToken ct)
    {
        var wanted = new WantedReload(new ReloadAsker(by.Principal.Idp, by.RecordedSubject, requestId));
        if (Interlocked.CompareExchange(ref _wanted, wanted, null) is not null) return BrokerError.ReloadPending("another operator's reload has not begun yet");
        Ask();
        try
        {
            return await wanted.Outcome.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return BrokerError.ReloadPending("it has not ended in time");
        }
    }

    /// <summary>Looks at the files every two seconds, and reloads when they have changed or when somebody asks.</summary>
    /// <param name="ct">Ends it, but not in the middle of a reload.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        var isWatched = _read.CanBeReadAgain;
        if (!isWatched) _logger.ConfigurationReadOnce();
        while (!ct.IsCancellationRequested)
        {
            var asked = _asked.Task;
            await Task.WhenAny(asked, Task.Delay(isWatched ? Interval : Timeout.InfiniteTimeSpan, time, ct));
            if (ct.IsCancellationRequested) return;

            var (isAsked, last) = (asked.IsCompleted, _last);
            try
            {
                if (isAsked) await ReloadAsync();
                else await LookAsync();
            }
            catch (Exception bug)
            {
                // A provider's, say. What is in force stays, and so does this loop; whatever is found next is worth a try.
                _tried = null;
                host.Refuse();
                _logger.UnexpectedFailure(bug, "reloading the configuration");
            }

            if (isAsked || !ReferenceEquals(last, _last)) Ended?.Invoke();
        }
    }

    /// <summary>Reloads now.</summary>
    internal async Task ReloadAsync()
    {
        // Whoever asks from here on may have changed a file after it was read, and gets a reload of his own.
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wanted = Interlocked.Exchange(ref _wanted, null);
        _files.Forget();
        try
        {
            await ApplyAsync(source.LoadAgain(), wanted?.By);
            wanted?.Outcome.TrySetResult(_last!);
        }
        catch (Exception bug)
        {
            wanted?.Outcome.TrySetException(bug);
            throw;
        }
    }

    /// <summary>Reloads where the files have changed, come to rest, and say something else than what was tried last.</summary>
    internal async Task LookAsync()
    {
        var look = source.Look(_read);
        if (!_files.HasChanged(look)) return;

        // What changes while it is read may be half of before and half of after.
        var loaded = source.LoadAgain();
        if (source.Look(_read) != look) _files.Forget();
        else if (loaded.Files.Content != _tried) await ApplyAsync(loaded);
    }

    private async Task ApplyAsync(LoadedConfig loaded, ReloadAsker? by = null)
    {
        (_read, _tried) = (loaded.Files, loaded.Files.Content);
        var before = host.Current;
        var problems = loaded.Snapshot is { } next ? Swap(next) : [.. loaded.Problems.Where(static problem => !problem.IsWarning).Select(static problem => problem.ToString())];
        var changes = problems.Count > 0 ? "" : host.Current.Snapshot.Outline.ChangesSince(before.Snapshot.Outline);
        string[] warnings = problems.Count > 0 ? [] : [.. loaded.Problems.Select(static warning => warning.ToString())];
        if (problems.Count > 0)
        {
            _logger.ConfigurationRefused(problems.Count, host.Refuse(), before.Snapshot.Hash);
            foreach (var problem in problems.Take(MostProblems)) _logger.ConfigurationProblem(problem);
        }
        else
        {
            // All of it first, how it is logged too: whoever reads that it is in force may rely on that.
            swapped(host.Current.Snapshot);
            _logger.ConfigurationReloaded(host.Current.Snapshot.Hash, before.Snapshot.Hash, changes);
            foreach (var warning in warnings) _logger.ConfigurationWarning(warning);
        }

        _last = new ReloadOutcome(time.GetUtcNow(), before.Snapshot.Hash, host.Current.Snapshot.Hash, changes, problems.Count, [.. problems.Take(MostProblems)], [.. warnings.Take(MostProblems)]);
        await RecordAsync(before, problems.Count, by);
    }

    /// <returns>Why it could not be put in force; empty: it was.</returns>
    private IReadOnlyList<string> Swap(BrokerSnapshot next)
    {
        try
        {
            host.Swap(next);
            return [];
        }
        catch (IOException failure)
        {
            return [failure.Message];
        }
    }

    // Where the sinks have changed, both hear of it: a record must not end without a word because somebody pointed it elsewhere.
    private async Task RecordAsync(RunningBroker before, int problems, ReloadAsker? by)
    {
        var record = new ReloadRecord(time.GetUtcNow(), before.Snapshot.Hash, host.Current.Snapshot.Hash, problems, by);
        var trail = new AuditTrail([.. before.Audit.Sinks.Union(host.Current.Audit.Sinks)], host.Metrics, time, host.Recent);
        if (!await trail.RecordAsync(record.ToLine())) _logger.ReloadNotRecorded();
    }

    /// <summary>A reload that somebody waits for.</summary>
    private sealed record WantedReload(ReloadAsker By)
    {
        public TaskCompletionSource<ReloadOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
