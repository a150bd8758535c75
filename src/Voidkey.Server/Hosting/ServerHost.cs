using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Server.Endpoints;
using Voidkey.Server.Requests;
using Voidkey.Server.Telemetry;

namespace Voidkey.Server.Hosting;

/// <summary>Puts the broker behind HTTP and runs it until it is told to stop.</summary>
internal static class ServerHost
{
    // Requests under way at SIGTERM have their own 9 s; the rest is for slow readers of the answer.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(25);

    // A reload that hangs, on a network volume say, must not keep the process from ending.
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(2);

    /// <param name="source">Where <paramref name="loaded"/> came from, and changes will.</param>
    /// <param name="loaded">A configuration that nothing is wrong with.</param>
    /// <returns>0 after a stop that was asked for; 1 where the server could not begin.</returns>
    public static async Task<int> RunAsync(ConfigSource source, LoadedConfig loaded, OutboundHttp http, Listening listening)
    {
        var snapshot = loaded.Snapshot!;
        using var loggers = LineLogging.Create(snapshot.Settings, TimeProvider.System);
        var logger = loggers.CreateLogger("Voidkey.Server");
        using var limit = SurviveFileLimit();
        try
        {
            await using var host = BrokerHost.Start(snapshot, http, TimeProvider.System, loggers);
            using var export = new OtlpExport(host.Meter, http, loggers, TimeProvider.System);
            export.Follow(snapshot.Settings.Otlp);
            host.WarmUp();
            var reload = new ConfigReload(host, source, loaded, TimeProvider.System, loggers, next => Follow(next.Settings, snapshot.Settings, loggers, export, logger));
            var supervisor = Supervisor.OfProcess();
            HangUp.Tell(() =>
            {
                supervisor.Reloading();
                host.ReopenAudit();
                reload.Ask();
            });
            var readiness = new Readiness(host, TimeProvider.System);
            await using var app = Build(host, listening, loggers, TimeProvider.System, readiness, reload);
            await app.StartAsync();
            foreach (var url in listening.Urls.Concat(listening.ManagementUrls))
            {
                logger.Listening(url, ServerVersion.Text);
                if (Listener.IsPublic(url)) logger.ListeningInTheClear(url);
            }

            // Listening is all that a supervisor waits for: whether callers should come yet, /health/ready says.
            supervisor.Ready(Status(snapshot, null));
            reload.Ended = () => supervisor.Ready(Status(host.Current.Snapshot, reload.Last));
            using var watchdog = supervisor.Watch(Environment.GetEnvironmentVariable(Supervisor.WatchdogVariable), Environment.GetEnvironmentVariable(Supervisor.WatchdogProcessVariable));
            using var stopping = app.Lifetime.ApplicationStopping.Register(supervisor.Stopping);
            var reloading = reload.RunAsync(app.Lifetime.ApplicationStopping);
            _ = readiness.RunAsync(app.Lifetime.ApplicationStopping);
            await app.WaitForShutdownAsync();
            await Task.WhenAny(reloading, Task.Delay(ReloadLimit, TimeProvider.System));
            logger.Stopped();
            return 0;
        }
        catch (IOException failure)
        {
            // An audit file that cannot be opened, an address in use: both name themselves.
            logger.CannotRun(failure.Message);
            return ServerCommand.Failed;
        }
    }

    // Whoever looks at the unit sees that what is served is not what is written.
    private static string Status(BrokerSnapshot snapshot, ReloadOutcome? last) =>
        $"serving, configuration {snapshot.Hash}{(last is { ProblemCount: > 0 } refused ? $"; a changed one is refused for {refused.ProblemCount} problem{(refused.ProblemCount == 1 ? "" : "s")}, see the log" : "")}";

    // SIGXFSZ: a file that may not grow any more, by ulimit -f, is a fault of the sink that writes to it and not the end of the server.
    private static PosixSignalRegistration? SurviveFileLimit() =>
        OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)25, static signal => signal.Cancel = true) : null;

    /// <summary>The application, not started yet.</summary>
    public static WebApplication Build(BrokerHost host, Listening listening, ILoggerFactory loggers, TimeProvider time, Readiness readiness, ConfigReload reload)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime>(services => new SignalLifetime(
            services.GetRequiredService<IHostApplicationLifetime>(), readiness, () => host.Current.Snapshot.Settings.DrainDelay, time, loggers.CreateLogger("Voidkey.Server")));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = DrainLimit);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, listening, time, loggers.CreateLogger("Voidkey.Server")));

        // The container's, so that it is disposed of with the application.
        builder.Services.AddSingleton(_ => new MetricsCollector(host.Meter));
        var app = builder.Build();
        app.UseRequestGate(new RequestMetrics(host.Meter, readiness), new RequestLog(loggers, time), time);
        if (host.Current.Snapshot.Settings.TrustedProxies is { Count: > 0 } proxies) app.UseForwardedHeaders(ProxiedCallers.Of(proxies));
        app.UseRouting();
        app.UseManagementRoutes(listening.ManagementUrls.Count > 0, time);
        app.UseFailureLimit(host, time);
        var context = new EndpointContext(host, time, readiness, reload);
        app.MapCompatible(context);
        app.MapV1(context);
        app.MapAdmin(context);
        app.MapHealth(context);
        app.MapMetrics(context, app.Services.GetRequiredService<MetricsCollector>());
        return app;
    }

    // What of the server itself follows a reload, and what cannot.
    private static void Follow(ServerSettings next, ServerSettings started, LineLoggerFactory loggers, OtlpExport export, ILogger logger)
    {
        loggers.Style = LineLogging.StyleOf(next);
        export.Follow(next.Otlp);
        if (!IsHeardAlike(next, started)) logger.NeedsRestart();
    }

    private static bool IsHeardAlike(ServerSettings next, ServerSettings started) =>
        next.Urls.SequenceEqual(started.Urls)
        && next.ManagementUrls.SequenceEqual(started.ManagementUrls)
        && next.TrustedProxies.SequenceEqual(started.TrustedProxies)
        && (next.Tls is null ? started.Tls is null : next.Tls.IsSameAs(started.Tls));

    private static void Configure(KestrelServerOptions options, Listening listening, TimeProvider time, ILogger logger)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;

        // JsonBody has the limit. Were Kestrel to enforce it, it would close on a body it has not read, and the reset could overtake the 413;
        // so it reads on and throws away what comes, for 5 s at most.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        listening.ApplyTo(options, time, logger);
    }
}
