using System.Diagnostics;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>Waits for what happens in the background, with no clock in the assertion.</summary>
public static class Soon
{
    /// <summary>Returns once the condition holds; fails the test when it never does.</summary>
    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    /// <summary>Returns once the condition holds; fails the test when it never does.</summary>
    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        var patience = Stopwatch.StartNew();
        while (!await condition())
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(20)) Assert.Fail($"this never came to hold: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, The.Limit);
        }
    }
}
