using Microsoft.Extensions.Time.Testing;

namespace Voidkey.Tests.Support;

/// <summary>Lets the fake clock run for as long as something waits on it: for what never answers by itself.</summary>
public static class PassingTime
{
    public static async Task<T> WaitAsync<T>(this FakeTimeProvider time, Task<T> waiting)
    {
        while (!waiting.IsCompleted)
        {
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
            if (!waiting.IsCompleted) time.Advance(TimeSpan.FromSeconds(1));
        }

        return await waiting;
    }
}
