using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Server.Hosting;

/// <summary>Tells the supervisor that started us how we are, by datagrams of lines: sd_notify(3), which systemd and others understand. Without one, nothing is told to anybody.</summary>
/// <param name="path">Where it listens: a path, or <c>@</c> and an abstract name; null: nowhere.</param>
internal sealed class Supervisor(string? path)
{
    /// <summary>Where systemd says that it listens.</summary>
    public const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>Microseconds after which it takes a process for hung that did not call.</summary>
    public const string WatchdogVariable = "WATCHDOG_USEC";

    /// <summary>Whom the watchdog is meant for; a child of ours inherits the variables too.</summary>
    public const string WatchdogProcessVariable = "WATCHDOG_PID";

    private readonly UnixDomainSocketEndPoint? _place = PlaceOf(path);

    /// <summary>The one that the environment names.</summary>
    public static Supervisor OfProcess() => new(Environment.GetEnvironmentVariable(SocketVariable));

    /// <summary>Callers are served, or served again.</summary>
    public void Ready(string status) => Tell($"READY=1\nSTATUS={status}");

    /// <summary>The configuration is read anew; <see cref="Ready"/> ends it.</summary>
    /// <remarks>The time is the kernel's monotonic clock, which tells the supervisor of several reloads which one was meant.</remarks>
    public void Reloading() => Tell(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1e6))}"));

    /// <summary>No more callers, and soon no process.</summary>
    public void Stopping() => Tell("STOPPING=1\nSTATUS=draining");

    /// <summary>Calls twice as often as the watchdog wants, from the pool that serves callers: where that hangs, so does this.</summary>
    /// <returns>What ends it; null: no watchdog waits for us.</returns>
    public Timer? Watch(string? microseconds, string? process)
    {
        if (_place is null || !long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 2) return null;
        if (process is { Length: > 0 } && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;

        var interval = TimeSpan.FromMicroseconds(limit / 2);
        return new Timer(static supervisor => ((Supervisor)supervisor!).Tell("WATCHDOG=1"), this, TimeSpan.Zero, interval);
    }

    // Nobody is served better by a server that ends because its supervisor does not listen.
    private void Tell(string lines)
    {
        if (_place is null) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(_place);
            socket.Send(Encoding.UTF8.GetBytes(lines));
        }
        catch (SocketException)
        {
            // It is gone, or its buffer is full.
        }
    }

    private static UnixDomainSocketEndPoint? PlaceOf(string? path)
    {
        if (string.IsNullOrEmpty(path) || path[0] is not ('/' or '@') || OperatingSystem.IsWindows()) return null;
        try
        {
            return new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        }
        catch (ArgumentException)
        {
            // Longer than an address can be.
            return null;
        }
    }
}
