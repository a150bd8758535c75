using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Voidkey.Diagnostics;

/// <summary>Writes whole lines with <c>write(2)</c>, where the platform's own streams would lose some.</summary>
/// <remarks>
/// The console's stream swallows a broken pipe. A file stream writes at an offset it remembers, so two writers of one file, or a rotation that truncates it,
/// would overwrite lines; with <c>O_APPEND</c> the kernel finds the end at every write.
/// </remarks>
internal sealed partial class AppendStream : Stream
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int Interrupted = 4;

    private readonly SafeFileHandle _handle;

    /// <param name="handle">What to write to; disposed of with the stream where it owns its descriptor.</param>
    /// <param name="append">True: the kernel puts every write at the end.</param>
    /// <exception cref="IOException">The descriptor cannot be used.</exception>
    public AppendStream(SafeFileHandle handle, bool append)
    {
        _handle = handle;
        if (append && SetStatusFlags(handle, SetFlags, GetStatusFlags(handle, GetFlags, 0) | (OperatingSystem.IsLinux() ? 0x400 : 0x8)) < 0) throw Failure();
    }

    /// <summary>What is written to.</summary>
    public SafeFileHandle Handle => _handle;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = WriteOnce(_handle, MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() == Interrupted) continue;
            if (written <= 0) throw Failure();
            buffer = buffer[(int)written..];
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle.Dispose();
        base.Dispose(disposing);
    }

    private static IOException Failure() => new(new Win32Exception(Marshal.GetLastPInvokeError()).Message);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteOnce(SafeFileHandle descriptor, in byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int GetStatusFlags(SafeFileHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int SetStatusFlags(SafeFileHandle descriptor, int command, int argument);
}
