namespace Voidkey.Diagnostics;

/// <summary>Writes to a stream, which is opened again after a failure.</summary>
internal sealed class StreamOutput(Func<Stream> open) : IAuditOutput
{
    private Stream? _stream;
    private bool _wasOpen;

    public OutputOpening? Open()
    {
        _stream ??= open();
        if (_wasOpen) return null;
        _wasOpen = true;
        return new OutputOpening("started");
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        _stream!.Write(lines.Span);
        _stream.Flush();
        return ValueTask.CompletedTask;
    }

    public void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception)
        {
            // It is given up either way; what matters is why the write failed.
        }

        _stream = null;
    }
}
