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

    /// <summary>Called when a reload that was asked for has ended, whatever came of it.</summary>
    public Action? Ended { get; set; }

    /// <summary>Asks for a reload, whether or not a file has changed. Returns at once; asking again before it began makes no second one.</summary>
    public void Ask() => _asked.TrySetResult();

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

            var isAsked = asked.IsCompleted;
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

            if (isAsked) Ended?.Invoke();
        }
    }

    /// <summary>Reloads now.</summary>
    internal Task ReloadAsync()
    {
        // Whoever asks from here on may have changed a file after it was read, and gets a reload of his own.
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _files.Forget();
        return ApplyAsync(source.LoadAgain());
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

    private async Task ApplyAsync(LoadedConfig loaded)
    {
        (_read, _tried) = (loaded.Files, loaded.Files.Content);
        var before = host.Current;
        var problems = loaded.Snapshot is { } next ? Swap(next) : [.. loaded.Problems.Where(static problem => !problem.IsWarning).Select(static problem => problem.ToString())];
        if (problems.Count > 0)
        {
            _logger.ConfigurationRefused(problems.Count, host.Refuse(), before.Snapshot.Hash);
            foreach (var problem in problems.Take(MostProblems)) _logger.ConfigurationProblem(problem);
        }
        else
        {
            // All of it first, how it is logged too: whoever reads that it is in force may rely on that.
            swapped(host.Current.Snapshot);
            _logger.ConfigurationReloaded(host.Current.Snapshot.Hash, before.Snapshot.Hash, host.Current.Snapshot.Outline.ChangesSince(before.Snapshot.Outline));
            foreach (var warning in loaded.Problems) _logger.ConfigurationWarning(warning.ToString());
        }

        await RecordAsync(before, problems.Count);
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
    private async Task RecordAsync(RunningBroker before, int problems)
    {
        var record = new ReloadRecord(time.GetUtcNow(), before.Snapshot.Hash, host.Current.Snapshot.Hash, problems);
        var trail = new AuditTrail([.. before.Audit.Sinks.Union(host.Current.Audit.Sinks)], host.Metrics, time);
        if (!await trail.RecordAsync(record.ToLine())) _logger.ReloadNotRecorded();
    }
}
