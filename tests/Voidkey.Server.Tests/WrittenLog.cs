using System.Text;
using Voidkey.Testing;

namespace Voidkey.Server.Tests;

/// <summary>What was logged, to be read while more is.</summary>
/// <param name="beforeWrite">Called before each write.</param>
public sealed class WrittenLog(Action? beforeWrite = null) : MemoryStream
{
    private readonly Lock _gate = new();

    public string Text
    {
        get
        {
            lock (_gate) return Encoding.UTF8.GetString(ToArray());
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        beforeWrite?.Invoke();
        CanaryFolder.Said("the log", Encoding.UTF8.GetString(buffer, offset, count));
        lock (_gate) base.Write(buffer, offset, count);
    }
}
