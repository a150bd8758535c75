using System.Runtime.InteropServices;
using Voidkey.Reliability;
using Voidkey.Reliability.Measuring;

if (!Options.TryRead(args, out var options))
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

// Load, fakes and their cryptography share one pool: it must not be the pool that is measured.
ThreadPool.SetMinThreads(64, 64);

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var report = new Report(options, TimeProvider.System);
    foreach (var scenario in options.Scenarios) report.Add(await Stagehand.RunAsync(scenario, options, TimeProvider.System, stop.Token));
    Console.WriteLine(report.Summary);
    if (options.Markdown is { } file) await File.WriteAllTextAsync(file, report.ToMarkdown(), stop.Token);
    return report.IsMet ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
catch (StageException broken)
{
    Console.Error.WriteLine($"Nothing was measured: {broken.Message}");
    return 1;
}
