using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Appends to the file that a path names, whatever becomes of the one it named before: one that was moved or removed is left for a new one, and what was written to a removed one was not written.</summary>
internal sealed class FileOutput(string path, TimeProvider time, ILogger logger) : IAuditOutput
{
    // A folder that nothing may be renamed in is tried again now and then.
    private static readonly TimeSpan RotationPause = TimeSpan.FromMinutes(1);

    private Stream? _stream;
    private FileState? _state;
    private bool _wasOpen;
    private DateTimeOffset _begunAt;
    private DateTimeOffset _notRotatedBefore;
    private volatile bool _isLeft;
    private volatile FileRotation? _rotation;

    /// <summary>When it is put aside for a new one; null: never.</summary>
    public FileRotation? Rotation
    {
        get => _rotation;
        set => _rotation = value;
    }

    /// <summary>Has the file opened anew: somebody has moved it, and wants what is written from now on elsewhere.</summary>
    public void Leave() => _isLeft = true;

    public OutputOpening? Open()
    {
        var wasClosed = _stream is null;
        var why = wasClosed ? "replaced" : WhyElsewhere();
        if (why is null) return null;
        if (why == "cut") return new OutputOpening(why);

        Close();
        var (before, wasOpen) = (_state, _wasOpen);
        var previous = wasOpen ? null : LastRecord.In(path);
        _stream = AuditStreams.File(path);
        _state = Look();
        _begunAt = FileRotation.BeginningOf(path) ?? time.GetUtcNow();
        _wasOpen = true;
        if (!wasOpen) return new OutputOpening("started", previous);

        // While the old one was open its number was its own; where it was not, or nobody was sure that it was another, it may be the same.
        return (!wasClosed && why != "reopened") || (before is { } old && _state is { } now && !now.IsSameFileAs(old)) ? new OutputOpening(why) : null;
    }

    /// <exception cref="IOException">They could not be written, or only to a file that is gone.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        _stream!.Write(lines.Span);
        if (Look() is { } state)
        {
            _state = state;
            if (!state.Exists) throw new IOException("the file was removed while it was written to");
        }

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

    private string? WhyElsewhere()
    {
        if (_isLeft)
        {
            _isLeft = false;
            return "reopened";
        }

        if (_state is not { } state || FileState.Of(path) is not { } there) return null;
        if (!there.Exists || !there.IsSameFileAs(state)) return "replaced";
        var isCut = there.Size < state.Size;
        _state = there;
        if (isCut) return "cut";
        return there.IsRegular && _rotation is { } rotation && rotation.IsDue(there.Size, _begunAt, time.GetUtcNow()) && TryRotate(rotation) ? "rotated" : null;
    }

    // What cannot be put aside is written on: the record matters more than its size.
    private bool TryRotate(FileRotation rotation)
    {
        var now = time.GetUtcNow();
        if (now < _notRotatedBefore) return false;
        _notRotatedBefore = now + RotationPause;
        string file;
        try
        {
            file = FileRotation.PutAside(path, now);
        }
        catch (FileNotFoundException)
        {
            // Another process was faster; the next look finds its new file.
            _notRotatedBefore = default;
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.AuditFileNotRotated(path, failure.Message);
            return false;
        }

        _notRotatedBefore = default;
        try
        {
            rotation.RemoveOld(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.OldAuditFileNotRemoved(path, failure.Message);
        }

        return true;
    }

    private FileState? Look() => _stream is AppendStream file ? FileState.Of(file.Handle) : null;
}
