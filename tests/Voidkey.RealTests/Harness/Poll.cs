using System.Net.Sockets;

namespace Voidkey.RealTests.Harness;

/// <summary>Waits for something to become true; nothing here sleeps for a fixed time.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <param name="what">What is waited for, as it should read in a failure: "the gateway answers".</param>
    /// <param name="limit">After which the test fails.</param>
    /// <param name="server">A process that must live meanwhile: its death ends the wait at once, and its log is shown.</param>
    public static async Task UntilAsync(string what, TimeSpan limit, Func<Task<bool>> isTrue, Child? server = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isTrue())
        {
            if (server is { HasExited: true }) Assert.Fail($"waited until {what}, but {server.Name} ended with {server.ExitCode}\n{server.LogTail()}");
            if (TimeProvider.System.GetElapsedTime(started) > limit) Assert.Fail($"waited {limit.TotalSeconds:0} s until {what}, in vain\n{server?.LogTail()}");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
